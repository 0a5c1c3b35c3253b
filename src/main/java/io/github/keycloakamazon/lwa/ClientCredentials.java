package io.github.keycloakamazon.lwa;

/**
 * What an application is known by at Amazon: the client id and secret of its security profile.
 *
 * @param clientId public, of the form {@code amzn1.application-oa2-client.…}
 * @param clientSecret never to be logged or shown
 */
public record ClientCredentials(String clientId, String clientSecret) {
    @Override
    public String toString() {
        return "ClientCredentials[clientId=" + clientId + "]";
    }
}
