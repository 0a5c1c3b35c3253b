package io.github.keycloakamazon.token;

import java.util.Optional;

/** A place where Keycloak keeps one user's Amazon token. */
interface TokenStore {
    /** {@return a key for the user and the provider, or for the session and the provider} */
    String key();

    /** {@return the token as this request sees it} */
    Optional<StoredToken> read();

    /** {@return the token that is stored now, whatever this request or another node has read before, in a transaction of its own} */
    Optional<StoredToken> latest();

    /**
     * Stores a renewed token, in a transaction of its own. Does nothing if another token is stored by now, because the user has signed in
     * again, or if there is none any more.
     *
     * @param stored the token that was renewed
     * @param renewed the new token
     */
    void replace(StoredToken stored, StoredToken renewed);
}
