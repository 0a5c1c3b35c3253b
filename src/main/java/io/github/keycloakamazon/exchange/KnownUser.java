package io.github.keycloakamazon.exchange;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Updates a user that is linked to an Amazon account, as a login does. */
final class KnownUser {
    private final KeycloakSession session;
    private final AbstractIdentityProvider<AmazonIdentityProviderConfig> provider;

    KnownUser(KeycloakSession session, AbstractIdentityProvider<AmazonIdentityProviderConfig> provider) {
        this.session = session;
        this.provider = provider;
    }

    /** Updates name, e-mail address and link with the sync mode {@code FORCE}. Mappers have sync modes of their own. */
    void update(UserModel user, BrokeredIdentityContext identity) {
        if (provider.getConfig().getSyncMode() == IdentityProviderSyncMode.FORCE) {
            updateName(user, identity);
            updateEmail(user, identity);
            updateLink(user, identity);
        }
        provider.updateBrokeredUser(session, session.getContext().getRealm(), user, identity);
    }

    private static void updateName(UserModel user, BrokeredIdentityContext identity) {
        if (identity.getFirstName() != null && !identity.getFirstName().equals(user.getFirstName())) {
            user.setFirstName(identity.getFirstName());
        }
        if (identity.getLastName() != null && !identity.getLastName().equals(user.getLastName())) {
            user.setLastName(identity.getLastName());
        }
    }

    private void updateEmail(UserModel user, BrokeredIdentityContext identity) {
        String email = identity.getEmail();
        if (email != null && !email.equalsIgnoreCase(user.getEmail())) {
            user.setEmail(email);
            user.setEmailVerified(provider.getConfig().trustsEmail());
        }
    }

    private void updateLink(UserModel user, BrokeredIdentityContext identity) {
        RealmModel realm = session.getContext().getRealm();
        FederatedIdentityModel link = session.users()
                .getFederatedIdentity(realm, user, provider.getConfig().getAlias());
        if (!identity.getUsername().equals(link.getUserName())) {
            session.users()
                    .updateFederatedIdentity(
                            realm,
                            user,
                            new FederatedIdentityModel(
                                    link.getIdentityProvider(),
                                    link.getUserId(),
                                    identity.getUsername(),
                                    link.getToken()));
        }
    }
}
