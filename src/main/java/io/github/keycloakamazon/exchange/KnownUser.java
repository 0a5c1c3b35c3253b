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

    /**
     * Updates the link with the sync mode {@code FORCE}. The provider does the same for name and e-mail address. Mappers have sync modes
     * of their own.
     */
    void update(UserModel user, BrokeredIdentityContext identity) {
        if (provider.getConfig().getSyncMode() == IdentityProviderSyncMode.FORCE) {
            updateLink(user, identity);
        }
        provider.updateBrokeredUser(session, session.getContext().getRealm(), user, identity);
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
