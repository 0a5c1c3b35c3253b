package io.github.keycloakamazon.lwa;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.ConnectionPoolTimeoutException;
import org.apache.http.impl.client.CloseableHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request so that no response, of Amazon's or of whatever is in its place, can block this server or fill its memory: connect,
 * read and total deadlines, a limit on the size of the response, no redirects, no cookies, no decompression.
 */
final class BoundedHttp {
    /** The largest response that is read, in bytes. A token of Amazon's has at most 2048. */
    static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private static final int CHUNK_BYTES = 4096;

    private final CloseableHttpClient http;
    private final Deadlines deadlines;
    private final Timeouts timeouts;
    private final RequestConfig requestConfig;

    BoundedHttp(CloseableHttpClient http, Deadlines deadlines, Timeouts timeouts, RequestConfig serverDefaults) {
        this.http = http;
        this.deadlines = deadlines;
        this.timeouts = timeouts;
        this.requestConfig = RequestConfig.copy(serverDefaults)
                .setConnectTimeout(timeouts.connectMillis())
                .setConnectionRequestTimeout(timeouts.connectMillis())
                // Not the read timeout: see Deadlines.
                .setSocketTimeout(timeouts.totalMillis())
                .setRedirectsEnabled(false)
                .setContentCompressionEnabled(false)
                .build();
    }

    /**
     * A complete response.
     *
     * @param status the HTTP status
     * @param body at most {@value #MAX_RESPONSE_BYTES} bytes
     */
    record Response(int status, ByteBuffer body) {}

    /**
     * The beginning of a response of any size.
     *
     * @param status the HTTP status
     * @param location where a redirect leads
     * @param beginning the first bytes of the body, at most {@value #MAX_RESPONSE_BYTES}
     * @param complete whether that is the whole body
     */
    record Page(int status, Optional<String> location, ByteBuffer beginning, boolean complete) {}

    /** Sends a request whose response is JSON. */
    Response send(LwaCall call, HttpRequestBase request) throws LwaException {
        request.setHeader("Accept", "application/json");
        Page page = open(call, request);
        if (!page.complete()) {
            throw LwaException.of(call, LwaError.RESPONSE_TOO_LARGE, page.status());
        }
        return new Response(page.status(), page.beginning());
    }

    /** Sends a request whose response is a page for a browser, of any size. */
    Page open(LwaCall call, HttpRequestBase request) throws LwaException {
        request.setConfig(requestConfig);
        try (var deadline = deadlines.start(request, timeouts.readMillis(), timeouts.totalMillis())) {
            try (CloseableHttpResponse response = http.execute(request, new SentRequest(deadline))) {
                return read(request, response, deadline);
            } catch (IOException e) {
                throw LwaException.of(call, deadline.hasPassed() ? LwaError.TIMEOUT : errorOf(e), e);
            }
        }
    }

    /** Learns from the client when a request has left, and lets the wait for the answer begin. */
    private static final class SentRequest extends HttpClientContext {
        private final Deadlines.Deadline deadline;

        private SentRequest(Deadlines.Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public void setAttribute(String id, @Nullable Object value) {
            super.setAttribute(id, value);
            if (HTTP_REQ_SENT.equals(id) && Boolean.TRUE.equals(value)) {
                deadline.await();
            }
        }
    }

    private static Page read(HttpRequestBase request, CloseableHttpResponse response, Deadlines.Deadline deadline)
            throws IOException {
        int status = response.getStatusLine().getStatusCode();
        Optional<String> location =
                Optional.ofNullable(response.getFirstHeader("Location")).map(Header::getValue);
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Page(status, location, ByteBuffer.allocate(0), true);
        }
        // The stream stays open: read to its end it gives the connection back by itself, and closing it would read it
        // to its end.
        byte[] body = readBounded(entity.getContent(), deadline);
        if (body.length > MAX_RESPONSE_BYTES) {
            request.abort();
            return new Page(status, location, ByteBuffer.wrap(body, 0, MAX_RESPONSE_BYTES), false);
        }
        return new Page(status, location, ByteBuffer.wrap(body), true);
    }

    /** All of it, or more than there may be, by less than a chunk. */
    private static byte[] readBounded(InputStream content, Deadlines.Deadline deadline) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(CHUNK_BYTES);
        byte[] chunk = new byte[CHUNK_BYTES];
        while (body.size() <= MAX_RESPONSE_BYTES) {
            deadline.await();
            int length = content.read(chunk);
            if (length < 0) {
                break;
            }
            body.write(chunk, 0, length);
        }
        return body.toByteArray();
    }

    private static LwaError errorOf(IOException e) {
        if (e instanceof ConnectionPoolTimeoutException) {
            return LwaError.BUSY;
        }
        if (e instanceof InterruptedIOException) {
            return LwaError.TIMEOUT;
        }
        if (e instanceof SSLException) {
            return LwaError.TLS_FAILURE;
        }
        if (e instanceof UnknownHostException || e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return LwaError.UNREACHABLE;
        }
        return e instanceof ClientProtocolException ? LwaError.MALFORMED_RESPONSE : LwaError.CONNECTION_LOST;
    }
}
