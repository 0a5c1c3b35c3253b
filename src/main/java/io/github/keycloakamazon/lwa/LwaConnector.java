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
     * Makes a connector, whose threads start when there is work for them.
     *
     * @param timeouts how long each call may take
     * @param observer who is told of each
     */
    public LwaConnector(Timeouts timeouts, CallObserver observer) {
        this.timeouts = timeouts;
        this.observer = observer;
    }

    /**
     * Makes a client.
     *
     * @param http the server's own HTTP client, whose proxy, trust store and connection pool hold for these calls too
     * @param endpoints what it calls
     * @return the client
     */
    public LwaClient connect(CloseableHttpClient http, LwaEndpoints endpoints) {
        return client(http(http), endpoints, observer);
    }

    /**
     * Makes a probe of an application's setup. The observer is not told of its calls: that Amazon refuses an invalid code is no failure.
     *
     * @param http the server's own HTTP client
     * @param endpoints what it calls
     * @param client whose set-up it is
     * @param request what people would be sent to Amazon with
     * @return the probe
     */
    public SetupProbe probe(
            CloseableHttpClient http, LwaEndpoints endpoints, ClientCredentials client, AuthorizationRequest request) {
        BoundedHttp bounded = http(http);
        return new SetupProbe(bounded, client(bounded, endpoints, CallObserver.NONE), endpoints, client, request);
    }

    private BoundedHttp http(CloseableHttpClient http) {
        return new BoundedHttp(http, deadlines, timeouts);
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
