package io.github.keycloakamazon.lwa;

import java.net.URI;

/**
 * Where Amazon runs Login with Amazon. A region decides which hosts the server calls, and on which Amazon site users sign in.
 */
public enum Region {
    /** North America, and the default. */
    NA("https://www.amazon.com", "https://api.amazon.com"),
    /** Europe. */
    EU("https://eu.account.amazon.com", "https://api.amazon.co.uk"),
    /** The Far East. */
    FE("https://apac.account.amazon.com", "https://api.amazon.co.jp");

    private final URI authorizationBaseUrl;
    private final URI apiBaseUrl;

    Region(String authorizationBaseUrl, String apiBaseUrl) {
        this.authorizationBaseUrl = URI.create(authorizationBaseUrl);
        this.apiBaseUrl = URI.create(apiBaseUrl);
    }

    /** {@return the URL of the host that browsers are sent to, without a path} */
    public URI authorizationBaseUrl() {
        return authorizationBaseUrl;
    }

    /** {@return the URL of the host that this server calls, without a path} */
    public URI apiBaseUrl() {
        return apiBaseUrl;
    }
}
