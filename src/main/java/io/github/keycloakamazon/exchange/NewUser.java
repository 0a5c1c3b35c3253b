package io.github.keycloakamazon.exchange;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.token.ExchangeRefusal;
import org.jspecify.annotations.Nullable;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.Errors;
import org.keycloak.models.Constants;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Creates the user of an Amazon account that no user is linked to, if the provider's settings allow it.
 *
 * <p>The first-login flow of the browser can ask who the user is. An exchange cannot, so it never links a user that exists.
 */
final class NewUser {
    /** Keycloak's note by which later steps of a login know that the user is new. */
    private static final String NEW_USER_NOTE = "BROKER_REGISTERED_NEW_USER";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AmazonIdentityProviderConfig config;

    NewUser(KeycloakSession session, AbstractIdentityProvider<AmazonIdentityProviderConfig> provider) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.config = provider.getConfig();
    }

    /**
     * Creates and links the user.
     *
     * @return the user
     * @throws ExchangeRefusal if the user must sign in with a browser first, or another request creates the same user
     */
    UserModel create(BrokeredIdentityContext identity, AuthenticationSessionModel authSession) throws ExchangeRefusal {
        if (!config.exchangesNewUsers()) {
            throw ExchangeRefusal.browserNeeded(Errors.USER_NOT_FOUND, "New users are not created");
        }
        if (config.getOrganizationId() != null) {
            throw ExchangeRefusal.browserNeeded(
                    Errors.USER_NOT_FOUND, "The provider of an organization creates no new users");
        }
        String username = username(identity);
        if (username == null || username.isBlank()) {
            throw ExchangeRefusal.browserNeeded(Errors.USERNAME_MISSING, "Amazon sent no username");
        }
        requireFree(username, identity.getEmail());
        try {
            UserModel user = add(username.strip(), identity);
            authSession.setAuthNote(NEW_USER_NOTE, "true");
            return user;
        } catch (ModelDuplicateException e) {
            throw ExchangeRefusal.tryAgain("Another request creates the same user");
        }
    }

    private @Nullable String username(BrokeredIdentityContext identity) {
        if (realm.isRegistrationEmailAsUsername()) {
            return identity.getEmail();
        }
        return identity.getModelUsername() == null ? identity.getUsername() : identity.getModelUsername();
    }

    /** Where e-mail addresses are accepted as usernames at the login page, the two must not collide either. */
    private void requireFree(String username, @Nullable String email) throws ExchangeRefusal {
        UserProvider users = session.users();
        boolean taken = users.getUserByUsername(realm, username.strip()) != null;
        if (email != null && !realm.isDuplicateEmailsAllowed()) {
            taken |= users.getUserByEmail(realm, email) != null;
            taken |= realm.isLoginWithEmailAllowed() && users.getUserByUsername(realm, email) != null;
        }
        if (username.contains("@") && realm.isLoginWithEmailAllowed() && !realm.isDuplicateEmailsAllowed()) {
            taken |= users.getUserByEmail(realm, username.strip()) != null;
        }
        if (taken) {
            throw ExchangeRefusal.browserNeeded(Errors.FEDERATED_IDENTITY_EXISTS, "User already exists");
        }
    }

    private UserModel add(String username, BrokeredIdentityContext identity) {
        identity.setModelUsername(username);
        UserModel user = session.users().addUser(realm, username);
        user.setEnabled(true);
        user.setEmail(identity.getEmail());
        user.setFirstName(identity.getFirstName());
        user.setLastName(identity.getLastName());
        user.setEmailVerified(identity.getEmail() != null && config.trustsEmail());
        identity.getAttributes().forEach((name, values) -> {
            if (!UserModel.USERNAME.equalsIgnoreCase(name)) {
                user.setAttribute(name, values);
            }
        });
        session.users()
                .addFederatedIdentity(
                        realm,
                        user,
                        new FederatedIdentityModel(
                                config.getAlias(),
                                identity.getId(),
                                identity.getUsername(),
                                config.storesTokens() ? identity.getToken() : null));
        if (config.letsNewUsersReadTokens()) {
            user.grantRole(realm.getClientByClientId(Constants.BROKER_SERVICE_CLIENT_ID)
                    .getRole(Constants.READ_TOKEN_ROLE));
        }
        return user;
    }
}
