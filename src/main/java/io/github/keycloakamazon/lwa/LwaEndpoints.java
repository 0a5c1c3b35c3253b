package io.github.keycloakamazon.lwa;

import java.net.URI;

/**
 * The endpoints of Login with Amazon.
 *
 * @param authorization where the browser is sent (RFC 6749 section 3.1)
 * @param token where an authorization code or a refresh token becomes an access token (RFC 6749 section 3.2)
 * @param profile where an access token becomes a customer profile
 * @param tokenInfo where Amazon says which application and user an access token was issued to
 */
public record LwaEndpoints(URI authorization, URI token, URI profile, URI tokenInfo) {
    private static final String AMAZON = ".amazon.com";

    /**
     * Adds Amazon's paths to two hosts.
     *
     * @param authorizationBaseUrl the host that browsers are sent to, with or without a trailing slash
     * @param apiBaseUrl the host that this server calls, with or without a trailing slash
     * @return the endpoints
     */
    public static LwaEndpoints below(URI authorizationBaseUrl, URI apiBaseUrl) {
        return new LwaEndpoints(
                append(authorizationBaseUrl, "/ap/oa"),
                append(apiBaseUrl, "/auth/o2/token"),
                append(apiBaseUrl, "/user/profile"),
                append(apiBaseUrl, "/auth/o2/tokeninfo"));
    }

    private static URI append(URI baseUrl, String path) {
        String base = baseUrl.toString();
        return URI.create(base.endsWith("/") ? base.substring(0, base.length() - 1) + path : base + path);
    }

    /** {@return whether the host of a URL is one of Amazon's, on the usual port} */
    static boolean isHostOfAmazon(URI address) {
        return address.getPort() == -1
                && address.getHost() != null
                && address.getHost().endsWith(AMAZON);
    }
}
