package io.github.keycloakamazon.token;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.TokenResponse;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

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
     * @param store where the token is kept
     * @throws LwaException when the token has expired and Amazon does not renew it, or when none is stored
     */
    StoredToken fresh(TokenStore store) throws LwaException {
        StoredToken stored = present(store.read());
        if (stored.isFresh()) {
            return stored;
        }
        requireRenewable(stored);
        return renewals.run(config.region(), store.key(), () -> renew(store));
    }

    /** Such a token needs no place in the bulkhead and no look into the database. */
    private void requireRenewable(StoredToken stored) throws LwaException {
        if (!renewals.canRenew(config, stored)) {
            throw stored.refreshToken().isPresent()
                    ? LwaException.of(LwaCall.REFRESH, LwaError.INVALID_GRANT)
                    : expired();
        }
    }

    private StoredToken renew(TokenStore store) throws LwaException {
        StoredToken stored = present(store.latest());
        if (stored.isFresh()) {
            return stored;
        }
        requireRenewable(stored);
        String refreshToken = stored.refreshToken().orElseThrow(StoredTokens::expired);
        try {
            TokenResponse tokens = renewals.refresh(session, config, refreshToken);
            StoredToken renewed = stored.renewed(tokens);
            store.replace(stored, renewed);
            return renewed;
        } catch (LwaException e) {
            if (e.error() == LwaError.INVALID_GRANT) {
                renewals.refused(config, stored);
            }
            // Another node of the cluster may have used the refresh token first, and stored what it got.
            StoredToken now = present(store.latest());
            if (now.isFresh() || (e.kind().isTemporary() && now.secondsLeft() > 0)) {
                return now;
            }
            throw e;
        }
    }

    private static StoredToken present(Optional<StoredToken> token) throws LwaException {
        return token.orElseThrow(StoredTokens::expired);
    }

    private static LwaException expired() {
        return LwaException.of(LwaCall.REFRESH, LwaError.TOKEN_EXPIRED);
    }
}
