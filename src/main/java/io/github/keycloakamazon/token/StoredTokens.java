package io.github.keycloakamazon.token;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.TokenResponse;
import java.util.Optional;
import java.util.function.BiFunction;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.UserStorageUtil;

/**
 * The Amazon tokens that Keycloak stores, renewed before they are handed out.
 *
 * <p>A renewal reads and writes in transactions of its own. None of them is open while Amazon is asked, and the last one has ended before
 * the next request for the same user reads the token.
 */
final class StoredTokens {
    private final KeycloakSession session;
    private final AmazonIdentityProviderConfig config;
    private final TokenRenewals renewals;

    StoredTokens(KeycloakSession session, AmazonIdentityProviderConfig config, TokenRenewals renewals) {
        this.session = session;
        this.config = config;
        this.renewals = renewals;
    }

    /**
     * Reads a user's token, and renews it if it has expired.
     *
     * @throws LwaException when the token has expired and Amazon does not renew it, or when none is stored
     */
    StoredToken fresh(RealmModel realm, UserModel user) throws LwaException {
        StoredToken stored = tokenOf(session.users().getFederatedIdentity(realm, user, config.getAlias()));
        if (stored.isFresh()) {
            return stored;
        }
        requireRenewable(stored);
        return renewals.run(
                config.region(),
                String.join("/", realm.getId(), config.getAlias(), user.getId()),
                () -> renew(realm, user));
    }

    /** Such a token needs no place in the bulkhead and no look into the database. */
    private void requireRenewable(StoredToken stored) throws LwaException {
        if (!renewals.canRenew(config, stored)) {
            throw stored.refreshToken().isPresent()
                    ? LwaException.of(LwaCall.REFRESH, LwaError.INVALID_GRANT)
                    : expired();
        }
    }

    private StoredToken renew(RealmModel realm, UserModel user) throws LwaException {
        StoredToken stored = latest(realm, user);
        if (stored.isFresh()) {
            return stored;
        }
        requireRenewable(stored);
        String refreshToken = stored.refreshToken().orElseThrow(StoredTokens::expired);
        try {
            TokenResponse tokens = renewals.refresh(session, config, refreshToken);
            StoredToken renewed = stored.renewed(tokens);
            replace(stored, renewed, realm, user);
            return renewed;
        } catch (LwaException e) {
            if (e.error() == LwaError.INVALID_GRANT) {
                renewals.refused(config, stored);
            }
            // Another node of the cluster may have used the refresh token first, and stored what it got.
            StoredToken now = latest(realm, user);
            if (now.isFresh() || (e.kind().isTemporary() && now.secondsLeft() > 0)) {
                return now;
            }
            throw e;
        }
    }

    private static StoredToken tokenOf(FederatedIdentityModel link) throws LwaException {
        return Optional.ofNullable(link)
                .flatMap(present -> StoredToken.parse(present.getToken()))
                .orElseThrow(StoredTokens::expired);
    }

    private static LwaException expired() {
        return LwaException.of(LwaCall.REFRESH, LwaError.TOKEN_EXPIRED);
    }

    /** What the database holds now, whatever this request or another node read before. */
    private StoredToken latest(RealmModel realm, UserModel user) throws LwaException {
        return inTransaction(realm, user, (other, link) -> StoredToken.parse(link.getToken()))
                .orElseThrow(StoredTokens::expired);
    }

    /** Unless the user has signed in again, or unlinked the account, since: what is stored then belongs to another grant. */
    private void replace(StoredToken stored, StoredToken renewed, RealmModel realm, UserModel user) {
        inTransaction(realm, user, (other, link) -> {
            boolean unchanged =
                    StoredToken.parse(link.getToken()).filter(stored::equals).isPresent();
            if (unchanged) {
                RealmModel sameRealm = other.getContext().getRealm();
                other.users()
                        .updateFederatedIdentity(
                                sameRealm,
                                other.users().getUserById(sameRealm, user.getId()),
                                new FederatedIdentityModel(
                                        config.getAlias(), link.getUserId(), link.getUserName(), renewed.toJson()));
            }
            return Optional.of(renewed);
        });
    }

    private Optional<StoredToken> inTransaction(
            RealmModel realm,
            UserModel user,
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
            return Optional.ofNullable(other.users().getFederatedIdentity(sameRealm, sameUser, config.getAlias()))
                    .flatMap(link -> task.apply(other, link));
        });
    }
}
