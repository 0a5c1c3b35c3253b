package io.github.keycloakamazon.lwa;

import java.util.Locale;

/** The steps of a login, or of a token's later life, in which Amazon has a say. */
public enum LwaCall {
    /** The browser is at Amazon, and brings an answer back; the only step that is no call of this server's. */
    AUTHORIZATION,
    /** An authorization code is exchanged for tokens. */
    TOKEN,
    /** A refresh token is exchanged for a new access token. */
    REFRESH,
    /** A customer profile is fetched. */
    PROFILE,
    /** Amazon is asked whom an access token was issued to. */
    TOKENINFO;

    /** {@return the name in logs, events and metrics: lower case} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
