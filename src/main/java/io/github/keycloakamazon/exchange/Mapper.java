package io.github.keycloakamazon.exchange;

import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.IdentityProviderMapper;
import org.keycloak.broker.provider.IdentityProviderMapperSyncModeDelegate;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A mapper of the provider.
 *
 * @param model its settings
 * @param type what it does
 */
record Mapper(IdentityProviderMapperModel model, IdentityProviderMapper type) {
    /** Updates a user that exists, as the sync mode of the mapper says. */
    void update(KeycloakSession session, RealmModel realm, UserModel user, BrokeredIdentityContext identity) {
        IdentityProviderMapperSyncModeDelegate.delegateUpdateBrokeredUser(session, realm, user, model, identity, type);
    }
}
