package io.github.keycloakamazon.lwa;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.message.BasicHttpResponse;
import org.apache.http.params.HttpParams;
import org.apache.http.protocol.HttpContext;
import org.apache.http.util.EntityUtils;

/**
 * A client as Keycloak's next one is (feature {@code http-client:v2}): it refuses a context, says nothing about its configuration,
 * ignores {@code abort()}, reads the whole response itself, and takes the socket timeout for the whole response.
 */
final class BridgeClient extends CloseableHttpClient {
    private static final int MAX_RESPONSE_BYTES = 1_000_000;

    private final CloseableHttpClient network;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private final int retries;

    BridgeClient(CloseableHttpClient network) {
        this(network, 0);
    }

    /** A client that an operator has told to try again. */
    BridgeClient(CloseableHttpClient network, int retries) {
        this.network = network;
        this.retries = retries;
    }

    @Override
    protected CloseableHttpResponse doExecute(HttpHost target, HttpRequest request, HttpContext context)
            throws IOException {
        if (context != null) {
            throw new UnsupportedOperationException("No context is supported");
        }
        for (int left = retries; ; left--) {
            try {
                return execute(request);
            } catch (IOException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private CloseableHttpResponse execute(HttpRequest request) throws IOException {
        RequestConfig config = ((HttpRequestBase) request).getConfig();
        // Another request, which nobody outside can abort.
        RequestBuilder builder = RequestBuilder.create(request.getRequestLine().getMethod())
                .setUri(request.getRequestLine().getUri());
        for (Header header : request.getAllHeaders()) {
            builder.addHeader(header);
        }
        if (request instanceof HttpEntityEnclosingRequest sender) {
            HttpEntity entity = sender.getEntity();
            builder.setEntity(new ByteArrayEntity(
                    entity.getContent().readAllBytes(),
                    ContentType.parse(entity.getContentType().getValue())));
        }
        HttpUriRequest copy = builder.setConfig(config).build();
        CompletableFuture<CloseableHttpResponse> response =
                CompletableFuture.supplyAsync(() -> exchange(copy), threads);
        try {
            return response.get(config.getSocketTimeout(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("The request failed", e.getCause().getCause());
        } catch (TimeoutException e) {
            throw new IOException("The request took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The request was interrupted", e);
        } finally {
            copy.abort();
        }
    }

    private CloseableHttpResponse exchange(HttpUriRequest request) {
        try (CloseableHttpResponse response = network.execute(request)) {
            WholeResponse whole = new WholeResponse(response);
            if (response.getEntity() != null) {
                byte[] body = response.getEntity().getContent().readNBytes(MAX_RESPONSE_BYTES + 1);
                if (body.length > MAX_RESPONSE_BYTES) {
                    request.abort();
                    throw new IOException("The response is too large");
                }
                EntityUtils.consume(response.getEntity());
                whole.setEntity(body.length == 0 ? null : new ByteArrayEntity(body));
            }
            return whole;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class WholeResponse extends BasicHttpResponse implements CloseableHttpResponse {
        WholeResponse(HttpResponse response) {
            super(response.getStatusLine());
            setHeaders(response.getAllHeaders());
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        network.close();
    }

    @Override
    @Deprecated
    public HttpParams getParams() {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public org.apache.http.conn.ClientConnectionManager getConnectionManager() {
        throw new UnsupportedOperationException();
    }
}
