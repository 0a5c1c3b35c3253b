package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.TokenResponse;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.UserStorageUtil;

/**
 * The Amazon tokens in Keycloak's database, renewed before they are handed out.
 *
 * <p>A renewal reads and writes in transactions of its own. None of them is open while Amazon is asked, and the last has ended before
 * the next request for the same person looks.
 */
final class StoredTokens {
    private final KeycloakSession session;
    private final String alias;
    private final AmazonServer server;
    private final Refresh refresh;

    StoredTokens(KeycloakSession session, String alias, AmazonServer server, Refresh refresh) {
        this.session = session;
        this.alias = alias;
        this.server = server;
        this.refresh = refresh;
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
        FederatedIdentityModel link = session.users().getFederatedIdentity(realm, user, alias);
        StoredToken stored = tokenOf(link);
        return stored.isFresh()
                ? stored
                : server.renew(String.join("/", realm.getId(), alias, user.getId()), () -> renew(realm, user));
    }

    private StoredToken renew(RealmModel realm, UserModel user) throws LwaException {
        StoredToken stored = latest(realm, user);
        if (stored.isFresh()) {
            return stored;
        }
        String refreshToken = stored.refreshToken().orElseThrow(() -> LwaException.expired(LwaCall.REFRESH));
        try {
            StoredToken renewed = stored.renewed(refresh.with(refreshToken));
            replace(stored, renewed, realm, user);
            return renewed;
        } catch (LwaException e) {
            // Another node of the cluster may have used the refresh token first, and stored what it got.
            StoredToken now = latest(realm, user);
            if (now.isFresh() || (TokenFailure.of(e).isTemporary() && now.secondsLeft() > 0)) {
                return now;
            }
            throw e;
        }
    }

    private static StoredToken tokenOf(FederatedIdentityModel link) throws LwaException {
        return Optional.ofNullable(link)
                .flatMap(present -> StoredToken.parse(present.getToken()))
                .orElseThrow(() -> LwaException.expired(LwaCall.REFRESH));
    }

    /** What the database holds now, whatever this request or another node read before. */
    private StoredToken latest(RealmModel realm, UserModel user) throws LwaException {
        FederatedIdentityModel[] found = new FederatedIdentityModel[1];
        inTransaction(realm, user, (other, link) -> found[0] = link);
        return tokenOf(found[0]);
    }

    /** Unless the person has signed in again, or unlinked the account, since: what is stored then belongs to another grant. */
    private void replace(StoredToken stored, StoredToken renewed, RealmModel realm, UserModel user) {
        inTransaction(realm, user, (other, link) -> {
            if (StoredToken.parse(link.getToken()).filter(stored::equals).isPresent()) {
                RealmModel sameRealm = other.getContext().getRealm();
                UserModel sameUser = other.users().getUserById(sameRealm, user.getId());
                other.users()
                        .updateFederatedIdentity(
                                sameRealm,
                                sameUser,
                                new FederatedIdentityModel(
                                        alias, link.getUserId(), link.getUserName(), renewed.toJson()));
            }
        });
    }

    private void inTransaction(
            RealmModel realm, UserModel user, BiConsumer<KeycloakSession, FederatedIdentityModel> task) {
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), other -> {
            RealmModel sameRealm = other.realms().getRealm(realm.getId());
            other.getContext().setRealm(sameRealm);
            UserModel sameUser = other.users().getUserById(sameRealm, user.getId());
            if (sameUser == null) {
                return;
            }
            UserCache cache = UserStorageUtil.userCache(other);
            if (cache != null) {
                cache.evict(sameRealm, sameUser);
            }
            FederatedIdentityModel link = other.users().getFederatedIdentity(sameRealm, sameUser, alias);
            if (link != null) {
                task.accept(other, link);
            }
        });
    }
}
