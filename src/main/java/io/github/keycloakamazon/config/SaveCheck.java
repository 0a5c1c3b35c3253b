package io.github.keycloakamazon.config;

/** Asks Amazon about settings that are about to be saved. */
@FunctionalInterface
public interface SaveCheck {
    /**
     * Checks settings that have no known mistake.
     *
     * @param config the settings, with the secret masked if it does not change
     * @throws IllegalArgumentException with a sentence for the administrator, if Amazon refuses the client ID or the client secret
     */
    void check(AmazonIdentityProviderConfig config);
}
