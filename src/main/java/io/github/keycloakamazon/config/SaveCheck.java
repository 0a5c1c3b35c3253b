package io.github.keycloakamazon.config;

/** Asks Amazon about settings that are about to be saved, and knows the request that saves them. */
@FunctionalInterface
public interface SaveCheck {
    /**
     * Checks settings that have no known mistake.
     *
     * @param config the settings, with the secret masked if it does not change
     * @throws IllegalArgumentException with a sentence for the administrator, if Amazon refuses the client ID or the client secret
     */
    void check(AmazonIdentityProviderConfig config);

    /**
     * Whether Keycloak puts the stored client secret in place of the mask when it saves. It does so for an update by the Admin REST API,
     * and saves the mask itself otherwise.
     *
     * @return false where nothing is known of the request
     */
    default boolean keepsStoredSecret() {
        return false;
    }
}
