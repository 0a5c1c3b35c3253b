package io.github.keycloakamazon.demo.app;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;

/**
 * A login that was begun in one browser. Whoever comes back has to bring the same state, and the tokens have to fit the rest.
 *
 * @param state ties the answer to this browser
 * @param nonce ties the ID token to this login
 * @param codeVerifier ties the code to this application (RFC 7636)
 */
record PendingLogin(State state, Nonce nonce, CodeVerifier codeVerifier) {
    static PendingLogin begin() {
        return new PendingLogin(new State(), new Nonce(), new CodeVerifier());
    }
}
