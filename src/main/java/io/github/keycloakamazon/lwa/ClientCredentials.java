package io.github.keycloakamazon.lwa;

/**
 * The client ID and client secret of an application's security profile at Amazon (RFC 6749 section 2.3.1).
 *
 * @param clientId the client ID, which is public, of the form {@code amzn1.application-oa2-client.…}
 * @param clientSecret the client secret, which must never be logged or shown
 */
public record ClientCredentials(String clientId, String clientSecret) {
    @Override
    public String toString() {
        return "ClientCredentials[clientId=" + clientId + "]";
    }
}
