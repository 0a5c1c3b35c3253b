package io.github.keycloakamazon.lwa;

import java.util.Locale;

/** The steps of a login, or of a token's later use, that involve Amazon. */
public enum LwaCall {
    /** The browser goes to Amazon and brings a response back. The only step that is no call of this server. */
    AUTHORIZATION,
    /** An authorization code is exchanged for tokens. */
    TOKEN,
    /** A refresh token is exchanged for a new access token. */
    REFRESH,
    /** A customer profile is fetched. */
    PROFILE,
    /** Amazon says to whom an access token was issued. */
    TOKENINFO;

    /** {@return the name in logs, events and metrics: lower case} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
