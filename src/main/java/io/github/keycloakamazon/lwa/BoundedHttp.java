package io.github.keycloakamazon.lwa;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHeaders;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.Configurable;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.HTTP;

/**
 * Sends a request so that no response, from Amazon or from anything in its place, can block this server or fill its memory: connect
 * timeout, total deadline, a limit on the size of the response, no redirects, no cookies, no decompression.
 *
 * <p>A request that fails on a stale connection of the pool is sent once more, on a new connection and within the same deadline. This
 * needs Apache's HTTP client, which tells which connection it used. With any other client, a request is sent once.
 */
final class BoundedHttp {
    /** The largest response that is read, in bytes. A token has at most 2048. */
    static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private static final int CHUNK_BYTES = 4096;

    private final CloseableHttpClient http;
    private final Deadlines deadlines;
    private final Timeouts timeouts;
    private final RequestConfig requestConfig;

    BoundedHttp(CloseableHttpClient http, Deadlines deadlines, Timeouts timeouts) {
        this.http = http;
        this.deadlines = deadlines;
        this.timeouts = timeouts;
        this.requestConfig = RequestConfig.copy(defaultsOf(http))
                .setConnectTimeout(timeouts.connectMillis())
                .setConnectionRequestTimeout(timeouts.connectMillis())
                .setSocketTimeout(timeouts.totalMillis())
                .setRedirectsEnabled(false)
                .setContentCompressionEnabled(false)
                .build();
    }

    private static RequestConfig defaultsOf(CloseableHttpClient http) {
        return http instanceof Configurable configurable && configurable.getConfig() != null
                ? configurable.getConfig()
                : RequestConfig.DEFAULT;
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

    /** {@return how long one call may take, in milliseconds} */
    long totalMillis() {
        return timeouts.totalMillis();
    }

    /** Sends a request whose response is JSON. */
    Response send(LwaCall call, HttpRequestBase request) throws LwaException {
        request.setHeader("Accept", "application/json");
        Page page = open(call, request, totalMillis());
        if (!page.complete()) {
            throw LwaException.of(call, LwaError.RESPONSE_TOO_LARGE, page.status());
        }
        return new Response(page.status(), page.beginning());
    }

    /**
     * Sends a request whose response is a page for a browser, of any size.
     *
     * @param millis how long it may take, in milliseconds
     */
    Page open(LwaCall call, HttpRequestBase request, long millis) throws LwaException {
        request.setConfig(requestConfig);
        try (var deadline = deadlines.start(request, millis)) {
            try {
                return send(request, deadline);
            } catch (IOException e) {
                throw failure(call, e, deadline);
            } catch (RuntimeException e) {
                throw failure(call, NetworkFailure.checked(e), deadline);
            }
        }
    }

    private Page send(HttpRequestBase request, Deadlines.Deadline deadline) throws IOException {
        Optional<HttpEntity> body = request instanceof HttpEntityEnclosingRequest sender
                ? Optional.ofNullable(sender.getEntity())
                : Optional.empty();
        if (!(http instanceof Configurable)) {
            return sendOnce(request, body, Optional.empty());
        }
        LeasedConnection connection = new LeasedConnection();
        try {
            return sendOnce(request, body, Optional.of(connection));
        } catch (IOException e) {
            if (deadline.hasPassed() || !connection.isStale()) {
                throw e;
            }
            useNewConnection(request);
            return sendOnce(request, body, Optional.empty());
        }
    }

    /** The other connections of the pool may be stale too, so the request gets a new one. */
    private void useNewConnection(HttpRequestBase request) {
        // The pool keeps connections by local address, and has none with this one. To the operating system it means no
        // address.
        request.setConfig(RequestConfig.copy(requestConfig)
                .setLocalAddress(new InetSocketAddress(0).getAddress())
                .build());
        // Closes the connection afterwards, so that the pool never keeps one with this local address.
        request.setHeader(HttpHeaders.CONNECTION, HTTP.CONN_CLOSE);
    }

    private Page sendOnce(HttpRequestBase request, Optional<HttpEntity> body, Optional<LeasedConnection> connection)
            throws IOException {
        body.ifPresent(content -> ((HttpEntityEnclosingRequest) request).setEntity(new SingleUseEntity(content)));
        try (CloseableHttpResponse response =
                connection.isPresent() ? http.execute(request, connection.get()) : http.execute(request)) {
            return read(request, response);
        }
    }

    private static LwaException failure(LwaCall call, IOException cause, Deadlines.Deadline deadline) {
        return LwaException.of(call, deadline.hasPassed() ? LwaError.TIMEOUT : NetworkFailure.errorOf(cause), cause);
    }

    private static Page read(HttpRequestBase request, CloseableHttpResponse response) throws IOException {
        int status = response.getStatusLine().getStatusCode();
        Optional<String> location =
                Optional.ofNullable(response.getFirstHeader("Location")).map(Header::getValue);
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Page(status, location, ByteBuffer.allocate(0), true);
        }
        // The stream stays open: read to its end it gives the connection back by itself, and closing it would read it
        // to its end.
        byte[] body = readBounded(entity.getContent());
        if (body.length > MAX_RESPONSE_BYTES) {
            request.abort();
            return new Page(status, location, ByteBuffer.wrap(body, 0, MAX_RESPONSE_BYTES), false);
        }
        return new Page(status, location, ByteBuffer.wrap(body), true);
    }

    /** Reads the whole content, or stops less than a chunk after the limit. */
    private static byte[] readBounded(InputStream content) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(CHUNK_BYTES);
        byte[] chunk = new byte[CHUNK_BYTES];
        while (body.size() <= MAX_RESPONSE_BYTES) {
            int length = content.read(chunk);
            if (length < 0) {
                break;
            }
            body.write(chunk, 0, length);
        }
        return body.toByteArray();
    }
}
