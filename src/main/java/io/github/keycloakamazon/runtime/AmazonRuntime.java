package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.ClientCredentials;
import io.github.keycloakamazon.lwa.LwaClient;
import io.github.keycloakamazon.lwa.LwaConnector;
import io.github.keycloakamazon.lwa.LwaEndpoints;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.SetupProbe;
import io.github.keycloakamazon.lwa.Timeouts;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.http.impl.client.CloseableHttpClient;
import org.keycloak.connections.httpclient.HttpClientProvider;
import org.keycloak.models.KeycloakSession;

/**
 * What all realms of one Keycloak server share for their calls to Amazon: the operator's options, the bulkhead, the timer that ends
 * calls, the prewarmed connections, the meters and spans. The factory of the provider owns the only instance.
 */
public final class AmazonRuntime implements AutoCloseable {
    /** The longest expected wait for a place in the bulkhead. A request that waits holds a thread, as one that has a place does. */
    private static final long MAX_EXPECTED_WAIT_MILLIS = 200;

    /** When a wait ends in any case. It can be longer than expected, for example on a busy server. */
    private static final long LONGEST_WAIT_MILLIS = 2_000;

    private final ServerOptions options;
    private final Map<Region, LwaEndpoints> endpoints = new EnumMap<>(Region.class);
    private final Bulkhead bulkhead;
    private final CallMeters meters = new CallMeters();
    private final LwaConnector connector;

    /**
     * Makes the runtime. Starts no thread and opens no connection: that is left to the first call.
     *
     * @param options what the operator of the server decided
     */
    public AmazonRuntime(ServerOptions options) {
        this.options = options;
        for (Region region : Region.values()) {
            endpoints.put(region, options.endpoints(region));
        }
        this.bulkhead = new Bulkhead(
                options.maxConcurrentCalls(),
                MAX_EXPECTED_WAIT_MILLIS,
                Math.min(LONGEST_WAIT_MILLIS, maxCallMillis()),
                System::nanoTime);
        meters.watch(bulkhead);
        this.connector = new LwaConnector(options.timeouts(), meters.and(new CallSpans()));
    }

    /**
     * The URLs of a region, or those that the operator chose instead.
     *
     * @param region the region
     * @return its endpoints
     */
    public LwaEndpoints endpoints(Region region) {
        return Objects.requireNonNull(endpoints.get(region));
    }

    /** {@return how long one call to Amazon may take} */
    public Timeouts timeouts() {
        return options.timeouts();
    }

    /** {@return how long one call to Amazon may take at most, in milliseconds} */
    public long maxCallMillis() {
        return options.timeouts().totalMillis();
    }

    /**
     * Makes a client that uses Keycloak's own HTTP client, so that its proxy and truststore settings apply.
     *
     * @param session the current session
     * @param region whose endpoints are called
     * @return the client
     */
    public LwaClient client(KeycloakSession session, Region region) {
        return connector.connect(httpClient(session), endpoints(region));
    }

    /**
     * Makes a probe of an application's setup, which uses the same HTTP client and the same endpoints as logins.
     *
     * @param session the current session
     * @param region whose endpoints are called
     * @param client the client ID and secret to check
     * @param request what users are sent to Amazon with
     * @param timeouts how long each of its calls may take
     * @return the probe
     */
    public SetupProbe probe(
            KeycloakSession session,
            Region region,
            ClientCredentials client,
            AuthorizationRequest request,
            Timeouts timeouts) {
        return connector.probe(httpClient(session), endpoints(region), client, request, timeouts);
    }

    private static CloseableHttpClient httpClient(KeycloakSession session) {
        return session.getProvider(HttpClientProvider.class).getHttpClient();
    }

    /**
     * Opens a connection to Amazon for a login that has just begun, unless the operator disabled that. Does not wait for it.
     *
     * @param session the current session
     * @param region whose endpoints the login will call
     */
    public void prewarm(KeycloakSession session, Region region) {
        if (options.connectAhead()) {
            client(session, region).prewarm();
        }
    }

    /** Logs what was chosen for this server, and warns of options that must not be set in production. */
    public void logOptions() {
        StartupLog.write(options);
    }

    /**
     * Runs a task that calls Amazon, unless too many requests are waiting for Amazon.
     *
     * @param admission what the task needs a place for
     * @param task what to run
     * @param <T> its result
     * @return its result
     * @throws LwaException with {@link LwaError#BUSY} when too many are waiting, or whatever the task throws
     */
    public <T> T call(Admission admission, AmazonTask<T> task) throws LwaException {
        try {
            return bulkhead.run(admission, task);
        } catch (LwaException e) {
            if (e.error() == LwaError.BUSY) {
                meters.refused();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        connector.close();
    }
}
