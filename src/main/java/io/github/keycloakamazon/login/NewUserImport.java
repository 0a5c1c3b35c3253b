package io.github.keycloakamazon.login;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Watches the import of a user that the first login has created. When a mapper fails in it, Keycloak shows an error page, and keeps the
 * user and the link. The next login would be that of a known user who never gets what the mappers import. So the user is removed when
 * the request ends, and the next login is a first one again.
 */
public final class NewUserImport extends AbstractKeycloakTransaction {
    /** Keycloak's note of a login that continues with the flow "Post login". */
    private static final String POST_LOGIN_NOTE = "PBL_BROKERED_IDENTITY_CONTEXT";

    private final KeycloakSession session;
    private final String realmId;
    private final String userId;
    private final AuthenticationSessionModel authSession;
    private boolean complete;

    private NewUserImport(
            KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authSession) {
        this.session = session;
        this.realmId = realm.getId();
        this.userId = user.getId();
        this.authSession = authSession;
    }

    /**
     * Begins before the mappers import.
     *
     * @param session the current session
     * @param realm the realm of the user
     * @param user the new user
     * @param authSession the login
     * @return the watched import, to be {@linkplain #complete() completed} when the mappers have imported
     */
    public static NewUserImport begin(
            KeycloakSession session, RealmModel realm, UserModel user, AuthenticationSessionModel authSession) {
        NewUserImport started = new NewUserImport(session, realm, user, authSession);
        session.getTransactionManager().enlistAfterCompletion(started);
        return started;
    }

    /** The mappers have imported: Keycloak continues the login. */
    public void complete() {
        complete = true;
    }

    @Override
    protected void commitImpl() {
        if (!complete && authSession.getAuthNote(POST_LOGIN_NOTE) == null) {
            removeUser();
        }
    }

    @Override
    protected void rollbackImpl() {
        commitImpl();
    }

    private void removeUser() {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> {
            RealmModel realm = other.realms().getRealm(realmId);
            other.getContext().setRealm(realm);
            UserModel user = other.users().getUserById(realm, userId);
            if (user != null) {
                other.users().removeUser(realm, user);
            }
        });
    }
}
