package io.github.keycloakamazon.lwa;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.apache.http.HttpEntity;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.conn.ConnectionPoolTimeoutException;
import org.apache.http.impl.client.CloseableHttpClient;

/**
 * Sends a request so that nothing Amazon, or whoever sits in its place, answers can hold this server up or fill its memory: connect,
 * read and total deadlines, a limit on the answer's size, no redirects, no cookies, no decompression.
 */
final class BoundedHttp {
    /** No answer of Amazon's comes near this size, in bytes; a token is at most 2048. */
    static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final CloseableHttpClient http;
    private final Deadlines deadlines;
    private final int totalMillis;
    private final RequestConfig requestConfig;

    BoundedHttp(CloseableHttpClient http, Deadlines deadlines, Timeouts timeouts, RequestConfig serverDefaults) {
        this.http = http;
        this.deadlines = deadlines;
        this.totalMillis = timeouts.totalMillis();
        this.requestConfig = RequestConfig.copy(serverDefaults)
                .setConnectTimeout(timeouts.connectMillis())
                .setConnectionRequestTimeout(timeouts.connectMillis())
                .setSocketTimeout(timeouts.readMillis())
                .setRedirectsEnabled(false)
                .setContentCompressionEnabled(false)
                .build();
    }

    /**
     * An answer in full.
     *
     * @param status the HTTP status
     * @param body at most {@value #MAX_ANSWER_BYTES} bytes
     */
    record Answer(int status, ByteBuffer body) {}

    Answer send(LwaCall call, HttpRequestBase request) throws LwaException {
        request.setConfig(requestConfig);
        request.setHeader("Accept", "application/json");
        try (var deadline = deadlines.start(request, totalMillis)) {
            try (CloseableHttpResponse response = http.execute(request)) {
                return read(call, request, response);
            } catch (IOException e) {
                throw LwaException.of(call, deadline.hasPassed() ? LwaException.TIMEOUT : codeOf(e), e);
            }
        }
    }

    private static Answer read(LwaCall call, HttpRequestBase request, CloseableHttpResponse response)
            throws IOException, LwaException {
        int status = response.getStatusLine().getStatusCode();
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Answer(status, ByteBuffer.allocate(0));
        }
        // Closing the stream reads it to its end to reuse the connection, so it stays open when there is too much of
        // it.
        InputStream content = entity.getContent();
        byte[] body = content.readNBytes(MAX_ANSWER_BYTES + 1);
        if (body.length > MAX_ANSWER_BYTES) {
            request.abort();
            throw LwaException.of(call, LwaException.ANSWER_TOO_LARGE, status);
        }
        content.close();
        return new Answer(status, ByteBuffer.wrap(body).asReadOnlyBuffer());
    }

    private static String codeOf(IOException e) {
        if (e instanceof ConnectionPoolTimeoutException) {
            return LwaException.BUSY;
        }
        if (e instanceof InterruptedIOException) {
            return LwaException.TIMEOUT;
        }
        if (e instanceof SSLException) {
            return LwaException.TLS_FAILURE;
        }
        if (e instanceof UnknownHostException || e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return LwaException.UNREACHABLE;
        }
        return e instanceof ClientProtocolException ? LwaException.MALFORMED_ANSWER : LwaException.CONNECTION_LOST;
    }
}
