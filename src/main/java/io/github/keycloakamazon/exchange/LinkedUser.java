package io.github.keycloakamazon.exchange;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.token.StoredToken;
import java.util.Objects;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Updates a user that is linked to an Amazon account, as a login does. */
final class LinkedUser {
    private final KeycloakSession session;
    private final AbstractIdentityProvider<AmazonIdentityProviderConfig> provider;

    LinkedUser(KeycloakSession session, AbstractIdentityProvider<AmazonIdentityProviderConfig> provider) {
        this.session = session;
        this.provider = provider;
    }

    /**
     * Updates the username of the link with the sync mode {@code FORCE}. The provider does the same for name and e-mail address. Mappers
     * have sync modes of their own.
     */
    void update(UserModel user, BrokeredIdentityContext identity) {
        updateLink(user, identity);
        provider.updateBrokeredUser(session, session.getContext().getRealm(), user, identity);
    }

    private void updateLink(UserModel user, BrokeredIdentityContext identity) {
        RealmModel realm = session.getContext().getRealm();
        FederatedIdentityModel link = session.users()
                .getFederatedIdentity(realm, user, provider.getConfig().getAlias());
        String username = provider.getConfig().getSyncMode() == IdentityProviderSyncMode.FORCE
                ? identity.getUsername()
                : link.getUserName();
        String token = storesTokenOver(link) ? identity.getToken() : link.getToken();
        if (!Objects.equals(username, link.getUserName()) || !Objects.equals(token, link.getToken())) {
            session.users()
                    .updateFederatedIdentity(
                            realm,
                            user,
                            new FederatedIdentityModel(link.getIdentityProvider(), link.getUserId(), username, token));
        }
    }

    /** The token of an exchange cannot be renewed, so it does not replace one that can. */
    private boolean storesTokenOver(FederatedIdentityModel link) {
        return provider.getConfig().storesTokens()
                && StoredToken.parse(link.getToken())
                        .flatMap(StoredToken::refreshToken)
                        .isEmpty();
    }
}
