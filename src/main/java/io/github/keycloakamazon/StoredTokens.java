package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.TokenResponse;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The Amazon tokens in Keycloak's database, renewed before they are handed out.
 *
 * <p>What was renewed is stored in a transaction of its own, which has ended before the next request for the same person looks, and
 * no database connection waits for Amazon.
 */
final class StoredTokens {
    private final KeycloakSession session;
    private final String alias;
    private final Refresh refresh;
    private final RefreshLocks locks;

    StoredTokens(KeycloakSession session, String alias, Refresh refresh, RefreshLocks locks) {
        this.session = session;
        this.alias = alias;
        this.refresh = refresh;
        this.locks = locks;
    }

    /** Asks Amazon for a new access token. */
    interface Refresh {
        TokenResponse with(String refreshToken) throws LwaException;
    }

    /**
     * The token of a person, renewed if it has run out.
     *
     * @throws LwaException when it has run out and Amazon does not renew it, or when none is stored
     */
    StoredToken fresh(RealmModel realm, UserModel user) throws LwaException {
        Lock lock = locks.of(user.getId());
        lock.lock();
        try {
            StoredToken stored = read(realm, user);
            return stored.isFresh() ? stored : renew(stored, realm, user);
        } finally {
            lock.unlock();
        }
    }

    private StoredToken renew(StoredToken stored, RealmModel realm, UserModel user) throws LwaException {
        String refreshToken = stored.refreshToken().orElseThrow(() -> LwaException.expired(LwaCall.REFRESH));
        try {
            StoredToken renewed = stored.renewed(refresh.with(refreshToken));
            write(renewed, realm, user);
            return renewed;
        } catch (LwaException e) {
            // Another node of the cluster may have used the refresh token first, and stored what it got.
            StoredToken now = read(realm, user);
            if (now.isFresh()) {
                return now;
            }
            throw e;
        }
    }

    private StoredToken read(RealmModel realm, UserModel user) throws LwaException {
        Optional<StoredToken> stored = KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                other -> StoredToken.parse(link(other, realm, user).getToken()));
        return stored.orElseThrow(() -> LwaException.expired(LwaCall.REFRESH));
    }

    private void write(StoredToken token, RealmModel realm, UserModel user) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> {
            FederatedIdentityModel link = link(other, realm, user);
            link.setToken(token.toJson());
            RealmModel sameRealm = other.getContext().getRealm();
            other.users().updateFederatedIdentity(sameRealm, other.users().getUserById(sameRealm, user.getId()), link);
        });
    }

    private FederatedIdentityModel link(KeycloakSession other, RealmModel realm, UserModel user) {
        RealmModel sameRealm = other.realms().getRealm(realm.getId());
        other.getContext().setRealm(sameRealm);
        UserModel sameUser = other.users().getUserById(sameRealm, user.getId());
        FederatedIdentityModel link =
                sameUser == null ? null : other.users().getFederatedIdentity(sameRealm, sameUser, alias);
        return link == null ? new FederatedIdentityModel(alias, "", "") : link;
    }
}
