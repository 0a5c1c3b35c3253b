package io.github.keycloakamazon.identity;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.config.NamePolicy;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Makes an identity from Amazon safe before Keycloak writes it to the user it belongs to. Keycloak's own update runs before the one of
 * a provider, and differs from release to release: on some, an e-mail address that belongs to another user ends the login with an
 * error page.
 */
public final class KnownUser {
    /** The note of Keycloak's login session while a signed-in user links an account. */
    private static final String LINKING_NOTE = "LINKING_IDENTITY_PROVIDER";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final BrokeredIdentityContext identity;
    private final AmazonIdentityProviderConfig config;
    private final UserFields fields;

    /**
     * Prepares one identity.
     *
     * @param session the current session
     * @param realm the realm that the user signs in to
     * @param identity what Amazon says about the user
     * @param config the provider's settings
     */
    public KnownUser(
            KeycloakSession session,
            RealmModel realm,
            BrokeredIdentityContext identity,
            AmazonIdentityProviderConfig config) {
        this.session = session;
        this.realm = realm;
        this.identity = identity;
        this.config = config;
        this.fields = new UserFields(session, realm, config);
    }

    /** Leaves out or adds what Keycloak's update needs to be right. Does nothing that a second call would not do. */
    public void prepareIdentity() {
        boolean forced = config.getSyncMode() == IdentityProviderSyncMode.FORCE;
        if (!forced && !realm.isDuplicateEmailsAllowed()) {
            return;
        }
        Optional<UserModel> user = userOfLink().or(this::userWhoLinks);
        if (user.isEmpty()) {
            chooseUsernameOfHousehold();
        } else if (forced) {
            leaveOutEmail(user.get());
            leaveOutName(user.get());
            emptyLastNameOfChangedName(user.get());
            leaveOutWhatIsReadOnly(user.get());
        }
    }

    private Optional<UserModel> userOfLink() {
        return Optional.ofNullable(session.users()
                .getUserByFederatedIdentity(
                        realm,
                        new FederatedIdentityModel(config.getAlias(), identity.getId(), identity.getUsername())));
    }

    /** A user who is signed in already and adds Amazon to the account. */
    private Optional<UserModel> userWhoLinks() {
        AuthenticationSessionModel authSession = identity.getAuthenticationSession();
        if (authSession == null || !isLinking(authSession)) {
            return Optional.empty();
        }
        return Optional.ofNullable(authSession.getAuthenticatedUser())
                .or(() -> userSessionOf(authSession).map(UserSessionModel::getUser));
    }

    /**
     * Whether a signed-in user is linking an account.
     *
     * @param authSession the login session, if there is one
     * @return false for logins and token exchanges
     */
    public static boolean isLinking(@Nullable AuthenticationSessionModel authSession) {
        return authSession != null && authSession.getAuthNote(LINKING_NOTE) != null;
    }

    private Optional<UserSessionModel> userSessionOf(AuthenticationSessionModel authSession) {
        return Optional.ofNullable(session.sessions()
                .getUserSession(realm, authSession.getParentSession().getId()));
    }

    /**
     * Members of a household can share an e-mail address. Where the realm allows that, the second of them cannot have it as the
     * username as well: Keycloak would ask to link the account of the first, which has another Amazon account already.
     */
    private void chooseUsernameOfHousehold() {
        if (realm.isDuplicateEmailsAllowed() && identity.getUsername() != null && identity.getModelUsername() == null) {
            UserModel owner = session.users().getUserByUsername(realm, identity.getUsername());
            if (owner != null && session.users().getFederatedIdentity(realm, owner, config.getAlias()) != null) {
                identity.setModelUsername(identity.getId());
            }
        }
    }

    private void leaveOutEmail(UserModel user) {
        String email = identity.getEmail();
        if (email != null && !email.equalsIgnoreCase(user.getEmail()) && !fields.mayHaveEmail(user, email)) {
            identity.setEmail(null);
        }
    }

    /** Both parts of the name or none: the first name of one name and the last name of another would be no name of the user. */
    private void leaveOutName(UserModel user) {
        if (isRefused(user, UserModel.FIRST_NAME, identity.getFirstName())
                || isRefused(user, UserModel.LAST_NAME, identity.getLastName())) {
            identity.setFirstName(null);
            identity.setLastName(null);
        }
    }

    private boolean isRefused(UserModel user, String field, @Nullable String value) {
        return value != null
                && !value.isEmpty()
                && !value.equals(user.getFirstAttribute(field))
                && fields.isRefused(user, field, value);
    }

    /**
     * When "Jane Doe" becomes "Madonna", the old last name must go. When the first name is as before, the last name may be one that
     * the user typed because the realm requires one: {@link UserUpdate} decides about it.
     */
    private void emptyLastNameOfChangedName(UserModel user) {
        if (identity.getFirstName() != null
                && identity.getLastName() == null
                && config.namePolicy() != NamePolicy.WHOLE_NAME_IS_FIRST_NAME
                && !identity.getFirstName().equals(user.getFirstName())) {
            identity.setLastName("");
        }
    }

    /** Keycloak also writes to users that cannot be changed, and the login would end with an error. */
    private void leaveOutWhatIsReadOnly(UserModel user) {
        if (isReadOnly(user, user::setFirstName, user.getFirstName(), identity.getFirstName())) {
            identity.setFirstName(null);
        }
        if (isReadOnly(user, user::setLastName, user.getLastName(), identity.getLastName())) {
            identity.setLastName(null);
        }
        if (isReadOnly(user, user::setEmail, user.getEmail(), identity.getEmail())) {
            identity.setEmail(null);
        }
    }

    private static boolean isReadOnly(
            UserModel user, Consumer<String> set, @Nullable String old, @Nullable String value) {
        return value != null && !value.equals(old) && !UserFields.takes(user, set, old, value);
    }
}
