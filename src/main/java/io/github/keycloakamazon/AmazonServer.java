package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.ClientCredentials;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaClient;
import io.github.keycloakamazon.lwa.LwaConnector;
import io.github.keycloakamazon.lwa.LwaEndpoints;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.SetupProbe;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.keycloak.connections.httpclient.HttpClientProvider;
import org.keycloak.models.KeycloakSession;

/**
 * What all realms of one Keycloak server share in their dealings with Amazon: the operator's options, the places for waiting requests,
 * the timer that ends calls, the connections opened ahead, the meters. The factory owns the only one.
 */
final class AmazonServer implements AutoCloseable {
    private final ServerOptions options;
    private final Map<Region, LwaEndpoints> endpoints = new EnumMap<>(Region.class);
    private final Admission admission;
    private final AmazonMetrics metrics = new AmazonMetrics();
    private final LwaConnector connector;
    private final Renewals renewals;

    AmazonServer(ServerOptions options) {
        this.options = options;
        for (Region region : Region.values()) {
            endpoints.put(region, options.endpoints(region));
        }
        this.admission = new Admission(options.maxConcurrentCalls());
        this.connector = new LwaConnector(options.timeouts(), metrics);
        this.renewals = new Renewals(options.timeouts().totalMillis());
    }

    LwaEndpoints endpoints(Region region) {
        return Objects.requireNonNull(endpoints.get(region));
    }

    /** A client over Keycloak's own HTTP client, so that its proxy and trust store settings hold. */
    LwaClient client(KeycloakSession session, Region region) {
        return connector.connect(session.getProvider(HttpClientProvider.class).getHttpClient(), endpoints(region));
    }

    /** Opens a connection to Amazon for a login that has just begun, unless the operator wants none. Does not wait for it. */
    void connectAhead(KeycloakSession session, Region region) {
        if (options.connectAhead()) {
            client(session, region).connectAhead();
        }
    }

    /** A probe of an application's set-up, over the same client and to the same endpoints as logins. */
    SetupProbe probe(KeycloakSession session, Region region, ClientCredentials client, AuthorizationRequest request) {
        return connector.probe(
                session.getProvider(HttpClientProvider.class).getHttpClient(), endpoints(region), client, request);
    }

    /**
     * Runs a conversation with Amazon, unless too many requests wait for Amazon already.
     *
     * @throws LwaException with code {@link LwaException#BUSY} then, or whatever the conversation throws
     */
    <T> T admit(LwaCall firstCall, Admission.Conversation<T> conversation) throws LwaException {
        try {
            return admission.admit(firstCall, conversation);
        } catch (LwaException e) {
            if (e.code().equals(LwaException.BUSY)) {
                metrics.refused();
            }
            throw e;
        }
    }

    /**
     * Renews a stored token, once for all requests that want it at the same time. Those that wait for another's renewal wait for
     * Amazon as well, and need a place as the first does: else a single person's requests could hold every thread.
     *
     * @param key what the requests have in common
     * @throws LwaException with code {@link LwaException#BUSY} when too many requests wait, or whatever the renewal throws
     */
    StoredToken renew(String key, Admission.Conversation<StoredToken> renewal) throws LwaException {
        return admit(LwaCall.REFRESH, () -> renewals.run(key, renewal));
    }

    @Override
    public void close() {
        connector.close();
    }
}
