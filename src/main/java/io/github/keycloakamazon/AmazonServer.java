package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaClient;
import io.github.keycloakamazon.lwa.LwaConnector;
import io.github.keycloakamazon.lwa.LwaEndpoints;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import org.keycloak.connections.httpclient.HttpClientProvider;
import org.keycloak.models.KeycloakSession;

/**
 * What all realms of one Keycloak server share in their dealings with Amazon: the operator's options, the places for waiting requests,
 * the timer that ends calls, the meters. The factory owns the only one.
 */
final class AmazonServer implements AutoCloseable {
    private final ServerOptions options;
    private final Admission admission;
    private final RefreshLocks refreshLocks = new RefreshLocks();
    private final AmazonMetrics metrics = new AmazonMetrics();
    private final LwaConnector connector;

    AmazonServer(ServerOptions options) {
        this.options = options;
        this.admission = new Admission(options.maxConcurrentCalls());
        this.connector = new LwaConnector(options.timeouts(), metrics);
    }

    LwaEndpoints endpoints(Region region) {
        return options.endpoints(region);
    }

    /** A client over Keycloak's own HTTP client, so that its proxy and trust store settings hold. */
    LwaClient client(KeycloakSession session, Region region) {
        return connector.connect(session.getProvider(HttpClientProvider.class).getHttpClient(), endpoints(region));
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

    RefreshLocks refreshLocks() {
        return refreshLocks;
    }

    @Override
    public void close() {
        connector.close();
    }
}
