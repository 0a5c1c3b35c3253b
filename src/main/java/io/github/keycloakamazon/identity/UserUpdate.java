package io.github.keycloakamazon.identity;

import static org.keycloak.broker.provider.AbstractIdentityProvider.BROKER_REGISTERED_NEW_USER;
import static org.keycloak.broker.provider.AbstractIdentityProvider.UPDATE_PROFILE_EMAIL_CHANGED;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.config.NamePolicy;
import io.github.keycloakamazon.lwa.VisibleText;
import org.jspecify.annotations.Nullable;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.Constants;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Brings a user up to date with Amazon, after a login, a new link or a token exchange alike, and on every release in the same way.
 * Keycloak's own update erases the e-mail address on some releases, ignores it in a token exchange, and keeps an old last name.
 *
 * <p>With sync mode FORCE, name and e-mail address follow Amazon. What Amazon does not tell stays as it is. With any other mode nothing
 * changes here.
 */
public final class UserUpdate {
    private final BrokeredIdentityContext identity;
    private final AmazonIdentityProviderConfig config;
    private final UserFields fields;
    private final RealmProfile profile;

    /**
     * Updates a user from one identity.
     *
     * @param session the current session
     * @param realm the realm of the user
     * @param identity what Amazon says about the user
     * @param config the provider's settings
     */
    public UserUpdate(
            KeycloakSession session,
            RealmModel realm,
            BrokeredIdentityContext identity,
            AmazonIdentityProviderConfig config) {
        this.identity = identity;
        this.config = config;
        this.fields = new UserFields(session, realm, config);
        this.profile = new RealmProfile(session, realm);
    }

    /**
     * Updates a user that the identity belongs to.
     *
     * @param user the user
     */
    public void apply(UserModel user) {
        if (hasNote(BROKER_REGISTERED_NEW_USER)) {
            verifyEmailOfNewUser(user);
        } else if (config.getSyncMode() == IdentityProviderSyncMode.FORCE) {
            updateName(user);
            updateEmail(user);
        }
        forgetAttributes();
    }

    /** Keycloak 26.3 and later leave this to the provider. */
    private void verifyEmailOfNewUser(UserModel user) {
        if (identity.getEmail() != null) {
            user.setEmailVerified(isEmailVerified());
        }
    }

    private void updateName(UserModel user) {
        if (!isPresent(identity.getFirstName())) {
            return;
        }
        fields.setFirstName(user, identity.getFirstName());
        if (isPresent(identity.getLastName())) {
            fields.setLastName(user, identity.getLastName());
        } else if (user.getLastName() != null && isLastNameToGo()) {
            fields.write(user, "last name", () -> user.setLastName(null));
        }
    }

    /**
     * An empty last name says that the name changed. Otherwise a realm that requires a last name has asked the user for one, and would
     * ask again at every login if it were removed.
     */
    private boolean isLastNameToGo() {
        return identity.getLastName() != null
                || (config.namePolicy() != NamePolicy.WHOLE_NAME_IS_FIRST_NAME
                        && !profile.requires(UserModel.LAST_NAME));
    }

    private void updateEmail(UserModel user) {
        if (isPresent(identity.getEmail())) {
            fields.setEmail(user, identity.getEmail(), isEmailVerified());
        }
    }

    /** An address that the user typed during the first login is not Amazon's. */
    private boolean isEmailVerified() {
        return !hasNote(UPDATE_PROFILE_EMAIL_CHANGED) && fields.isEmailTrusted();
    }

    /** They are for new users. A token exchange would write them to any user, whatever the sync mode of their mappers. */
    private void forgetAttributes() {
        identity.getContextData().keySet().removeIf(key -> key.startsWith(Constants.USER_ATTRIBUTES_PREFIX));
    }

    /** A token exchange has no login session, and tells nobody that a user is new. */
    private boolean hasNote(String note) {
        return identity.getAuthenticationSession() != null
                && Boolean.parseBoolean(identity.getAuthenticationSession().getAuthNote(note));
    }

    private static boolean isPresent(@Nullable String text) {
        return text != null && !VisibleText.isBlank(text);
    }
}
