package io.github.keycloakamazon.lwa;

import java.util.Locale;

/** The steps of a login, or of the later use of a token, that involve Amazon. */
public enum LwaCall {
    /** The browser goes to Amazon and returns with a response. The only step that is not a call of this server. */
    AUTHORIZATION,
    /** An authorization code is exchanged for tokens. */
    TOKEN,
    /** A refresh token is exchanged for a new access token. */
    REFRESH,
    /** A customer profile is fetched. */
    PROFILE,
    /** Amazon says which application and user an access token was issued to. */
    TOKENINFO;

    /** {@return the name in logs, events and metrics: lower case} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
