package io.github.keycloakamazon.lwa;

import org.apache.http.HttpConnection;
import org.apache.http.HttpConnectionMetrics;
import org.apache.http.client.protocol.HttpClientContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a request failed because its connection was stale. Apache's client notes here the connection that it takes for a
 * request. A connection is stale when an earlier request used it, and this one got not a single byte on it: while it was idle, Amazon
 * closed it, or a NAT gateway on the way forgot it.
 */
final class LeasedConnection extends HttpClientContext {
    private @Nullable HttpConnectionMetrics usedBefore;
    private long bytesBefore;

    @Override
    public void setAttribute(String id, @Nullable Object value) {
        super.setAttribute(id, value);
        if (HTTP_CONNECTION.equals(id) && value instanceof HttpConnection connection) {
            note(connection);
        }
    }

    private void note(HttpConnection connection) {
        usedBefore = null;
        if (connection.isOpen() && connection.getMetrics().getRequestCount() > 0) {
            usedBefore = connection.getMetrics();
            bytesBefore = usedBefore.getReceivedBytesCount();
        }
    }

    boolean isStale() {
        return usedBefore != null && usedBefore.getReceivedBytesCount() == bytesBefore;
    }
}
