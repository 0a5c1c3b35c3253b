package io.github.keycloakamazon.token;

import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.UserStorageUtil;

/** The token that Keycloak stores with the identity provider link of a user. */
final class LinkTokenStore implements TokenStore {
    private final KeycloakSession session;
    private final String alias;
    private final RealmModel realm;
    private final UserModel user;

    LinkTokenStore(KeycloakSession session, String alias, RealmModel realm, UserModel user) {
        this.session = session;
        this.alias = alias;
        this.realm = realm;
        this.user = user;
    }

    @Override
    public String key() {
        return String.join("/", realm.getId(), alias, user.getId());
    }

    @Override
    public Optional<StoredToken> read() {
        return tokenOf(session.users().getFederatedIdentity(realm, user, alias));
    }

    @Override
    public Optional<StoredToken> latest() {
        return inTransaction((other, link) -> tokenOf(link));
    }

    @Override
    public void replace(StoredToken stored, StoredToken renewed) {
        inTransaction((other, link) -> {
            Optional<StoredToken> unchanged = tokenOf(link).filter(stored::equals);
            if (unchanged.isPresent()) {
                RealmModel sameRealm = other.getContext().getRealm();
                other.users()
                        .updateFederatedIdentity(
                                sameRealm,
                                other.users().getUserById(sameRealm, user.getId()),
                                new FederatedIdentityModel(
                                        alias, link.getUserId(), link.getUserName(), renewed.toJson()));
            }
            return unchanged;
        });
    }

    private static Optional<StoredToken> tokenOf(@Nullable FederatedIdentityModel link) {
        return Optional.ofNullable(link).flatMap(present -> StoredToken.parse(present.getToken()));
    }

    private Optional<StoredToken> inTransaction(
            BiFunction<KeycloakSession, FederatedIdentityModel, Optional<StoredToken>> task) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), other -> {
            RealmModel sameRealm = other.realms().getRealm(realm.getId());
            other.getContext().setRealm(sameRealm);
            UserModel sameUser = other.users().getUserById(sameRealm, user.getId());
            if (sameUser == null) {
                return Optional.empty();
            }
            UserCache cache = UserStorageUtil.userCache(other);
            if (cache != null) {
                cache.evict(sameRealm, sameUser);
            }
            return Optional.ofNullable(other.users().getFederatedIdentity(sameRealm, sameUser, alias))
                    .flatMap(link -> task.apply(other, link));
        });
    }
}
