package io.github.keycloakamazon.lwa;

import org.apache.http.impl.client.CloseableHttpClient;

/**
 * What all calls of one server to Amazon share: the timeouts and the timer that enforces them, the observer, and the connection
 * prewarmer. Makes clients, which are cheap.
 */
public final class LwaConnector implements AutoCloseable {
    private final Timeouts timeouts;
    private final CallObserver observer;
    private final Deadlines deadlines = new Deadlines();
    private final ConnectionPrewarmer prewarmer = new ConnectionPrewarmer(System::nanoTime);

    /**
     * Makes a connector. Its threads start with the first call.
     *
     * @param timeouts how long each call may take
     * @param observer is notified of each call
     */
    public LwaConnector(Timeouts timeouts, CallObserver observer) {
        this.timeouts = timeouts;
        this.observer = observer;
    }

    /**
     * Makes a client.
     *
     * @param http the server's own HTTP client, with its proxy, truststore and connection pool
     * @param endpoints the endpoints to call
     * @return the client
     */
    public LwaClient connect(CloseableHttpClient http, LwaEndpoints endpoints) {
        return client(new BoundedHttp(http, deadlines, timeouts), endpoints, observer);
    }

    /**
     * Makes a probe of an application's setup. The observer is not notified of its calls, because it is no failure that Amazon refuses
     * an invalid code.
     *
     * @param http the server's own HTTP client
     * @param endpoints the endpoints to call
     * @param client the client ID and secret to check
     * @param request the authorization request of the logins
     * @param timeouts how long each of its calls may take
     * @return the probe
     */
    public SetupProbe probe(
            CloseableHttpClient http,
            LwaEndpoints endpoints,
            ClientCredentials client,
            AuthorizationRequest request,
            Timeouts timeouts) {
        BoundedHttp bounded = new BoundedHttp(http, deadlines, timeouts);
        return new SetupProbe(bounded, client(bounded, endpoints, CallObserver.NONE), endpoints, client, request);
    }

    private LwaClient client(BoundedHttp http, LwaEndpoints endpoints, CallObserver observer) {
        return new LwaClient(http, endpoints, observer, prewarmer);
    }

    @Override
    public void close() {
        prewarmer.close();
        deadlines.close();
    }
}
