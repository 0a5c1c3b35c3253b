package io.github.keycloakamazon.login;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Undoes what a failed login has changed. When a mapper fails, Keycloak may have stored a link, a token or half of an update already, so
 * the transaction is rolled back. Keycloak keeps the code of the page that follows in spite of that.
 */
final class UndoneLogin {
    /** Keycloak's mark of a login that links an account. Reading it removes it. */
    private static final String LINKING_NOTE = "LINKING_IDENTITY_PROVIDER";

    private final AuthenticationSessionModel authSession;
    private final @Nullable String linking;

    private UndoneLogin(AuthenticationSessionModel authSession, @Nullable String linking) {
        this.authSession = authSession;
        this.linking = linking;
    }

    /** Remembers, before Keycloak continues the login, what the page of the failed login depends on. */
    static UndoneLogin prepare(AuthenticationSessionModel authSession) {
        return new UndoneLogin(authSession, authSession.getAuthNote(LINKING_NOTE));
    }

    /** Rolls back what this request has changed, once it ends. */
    void undo(KeycloakSession session) {
        session.getTransactionManager().setRollbackOnly();
        if (linking != null) {
            authSession.setAuthNote(LINKING_NOTE, linking);
        }
    }
}
