package io.github.keycloakamazon.token;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.TokenResponse;
import io.github.keycloakamazon.runtime.Admission;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.runtime.AmazonTask;
import io.github.keycloakamazon.runtime.SingleFlight;
import java.util.Objects;
import org.keycloak.models.KeycloakSession;

/**
 * Renews stored tokens, each once for all requests of this server that want it at the same time. The factory of the provider owns the
 * only instance.
 */
public final class TokenRenewals {
    private final AmazonRuntime runtime;
    private final SingleFlight<StoredToken> running;
    private final RefusedTokens refused = new RefusedTokens();

    /**
     * Makes the renewals of a server.
     *
     * @param runtime the server's way to Amazon
     */
    public TokenRenewals(AmazonRuntime runtime) {
        this.runtime = runtime;
        this.running = new SingleFlight<>(LwaCall.REFRESH, runtime.maxCallMillis());
    }

    /**
     * Runs a renewal, or waits for the one that is running for this user. A request that waits for another's renewal waits for Amazon
     * as well, so each needs a place in the bulkhead. Otherwise the requests for a single user could hold every worker thread.
     *
     * @param user a key for the user and the provider
     * @throws LwaException when too many requests are waiting for Amazon, or when the renewal fails
     */
    StoredToken run(Region region, String user, AmazonTask<StoredToken> renewal) throws LwaException {
        return runtime.call(Admission.renewal(region, user), () -> running.run(user, renewal));
    }

    /** Whether asking Amazon could bring a new token: there is a refresh token, and Amazon has not refused it yet. */
    boolean canRenew(AmazonIdentityProviderConfig config, StoredToken stored) {
        return stored.refreshToken().isPresent() && !refused.contains(clientId(config), stored);
    }

    /** Remembers that Amazon has refused to renew a token. */
    void refused(AmazonIdentityProviderConfig config, StoredToken stored) {
        refused.add(clientId(config), stored);
    }

    private static String clientId(AmazonIdentityProviderConfig config) {
        return Objects.requireNonNullElse(config.getClientId(), "");
    }

    /** Exchanges a refresh token for a new access token. */
    TokenResponse refresh(KeycloakSession session, AmazonIdentityProviderConfig config, String refreshToken)
            throws LwaException {
        return runtime.client(session, config.region()).refresh(config.credentials(session), refreshToken);
    }
}
