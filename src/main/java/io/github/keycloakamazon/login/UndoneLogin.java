package io.github.keycloakamazon.login;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.ClientSessionCode;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Undoes what a failed login has changed. When a mapper fails, Keycloak may have stored a link, a token or half of an update already, so
 * the transaction is rolled back. The message for the user is stored by a transaction of its own, and the browser comes back to the
 * callback endpoint once more to get it: that request starts with an unchanged realm.
 */
final class UndoneLogin {
    /** The {@code error} parameter that the browser comes back with. Without a stored message it has no effect of its own. */
    static final String ERROR = "login_undone";

    private static final String MESSAGE_NOTE = "amazon_undone_message";

    /** Keycloak's mark of a login that links an account. Reading it removes it. */
    private static final String LINKING_NOTE = "LINKING_IDENTITY_PROVIDER";

    private final AuthenticationSessionModel authSession;
    private final @Nullable String linking;

    private UndoneLogin(AuthenticationSessionModel authSession, @Nullable String linking) {
        this.authSession = authSession;
        this.linking = linking;
    }

    /** Remembers, before Keycloak continues the login, what a second request needs. */
    static UndoneLogin prepare(AuthenticationSessionModel authSession) {
        return new UndoneLogin(authSession, authSession.getAuthNote(LINKING_NOTE));
    }

    /** Takes the stored message, which is shown once. */
    static Optional<String> takeMessage(AuthenticationSessionModel authSession) {
        String message = authSession.getAuthNote(MESSAGE_NOTE);
        authSession.removeAuthNote(MESSAGE_NOTE);
        return Optional.ofNullable(message);
    }

    /**
     * Rolls back what this request has changed.
     *
     * @param state the state of the request
     * @param message the key of the message for the user
     * @return a redirect to the callback endpoint, which shows the message
     */
    Response undo(KeycloakSession session, AmazonIdentityProviderConfig config, String state, String message) {
        session.getTransactionManager().setRollbackOnly();
        RealmModel realm = session.getContext().getRealm();
        String code = KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), other -> storeMessage(other, realm.getId(), message));
        URI endpoint = Urls.identityProviderAuthnResponse(
                session.getContext().getUri().getBaseUri(), config.getAlias(), realm.getName());
        return Response.seeOther(UriBuilder.fromUri(endpoint)
                        .queryParam(OAuth2Constants.STATE, "{state}")
                        .queryParam(OAuth2Constants.ERROR, ERROR)
                        .build(code + state.substring(state.indexOf('.'))))
                .build();
    }

    /** The code of the state is valid once, so there is a new one. */
    private String storeMessage(KeycloakSession session, String realmId, String message) {
        RealmModel realm = session.realms().getRealm(realmId);
        session.getContext().setRealm(realm);
        ClientModel client = realm.getClientById(authSession.getClient().getId());
        AuthenticationSessionModel stored = session.authenticationSessions()
                .getRootAuthenticationSession(
                        realm, authSession.getParentSession().getId())
                .getAuthenticationSession(client, authSession.getTabId());
        stored.setAuthNote(MESSAGE_NOTE, message);
        if (linking != null) {
            stored.setAuthNote(LINKING_NOTE, linking);
        }
        stored.setAction(AuthenticationSessionModel.Action.AUTHENTICATE.name());
        return new ClientSessionCode<>(session, realm, stored).getOrGenerateCode();
    }
}
