package io.github.keycloakamazon.demo.recorder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between Keycloak and Amazon's API: it passes every request and response on, and keeps the shapes of the responses. */
public final class AmazonRecorder implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int BAD_GATEWAY = 502;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** Those of one connection (RFC 9110 section 7.6.1), those that the client sets itself, and compression, which hides the shape. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "amazon-recorder");
        thread.setDaemon(true);
        return thread;
    });
    private final Recording recording = new Recording();
    private final URI amazon;
    private final HttpServer server;

    private AmazonRecorder(URI amazon, HttpServer server) {
        this.amazon = amazon;
        this.server = server;
    }

    /**
     * Starts on a free port of this machine alone.
     *
     * @param amazon the base URL of the API, without a slash at the end
     * @throws UncheckedIOException if there is no free port
     */
    public static AmazonRecorder start(URI amazon) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            AmazonRecorder recorder = new AmazonRecorder(amazon, server);
            server.setExecutor(recorder.threads);
            server.createContext("/", recorder::handle);
            server.start();
            return recorder;
        } catch (IOException e) {
            throw new UncheckedIOException("The recorder of Amazon's responses cannot start", e);
        }
    }

    /** What Keycloak uses as the base URL of the API. */
    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Compares what was recorded until now with the emulator. */
    public Comparison compare() {
        return Comparison.of(recording, EmulatorRecording.make());
    }

    Recording recording() {
        return recording;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpResponse<byte[]> response;
            try {
                response = client.send(request(exchange, body), BodyHandlers.ofByteArray());
            } catch (IOException e) {
                // Amazon cannot be reached: for Keycloak, that is a gateway without a server.
                exchange.sendResponseHeaders(BAD_GATEWAY, -1);
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            record(exchange.getRequestURI().getPath(), form(body), response);
            passOn(response, exchange);
        }
    }

    private HttpRequest request(HttpExchange exchange, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(amazon + exchange.getRequestURI().toString()))
                .timeout(TIMEOUT)
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isPassedOn(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private void record(String path, Map<String, String> form, HttpResponse<byte[]> response) {
        recording.add(
                ShapeReader.call(path, form, response.statusCode(), response.body()),
                ShapeReader.response(
                        response.statusCode(), response.headers().map().keySet(), response.body()));
    }

    private static void passOn(HttpResponse<byte[]> response, HttpExchange exchange) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (isPassedOn(name)) {
                exchange.getResponseHeaders().put(name, List.copyOf(values));
            }
        });
        byte[] body = response.body();
        exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static boolean isPassedOn(String header) {
        return !NOT_PASSED_ON.contains(header.toLowerCase(Locale.ROOT));
    }

    /** The fields of a form, for the grant type alone; of a body that is no form, none. */
    private static Map<String, String> form(byte[] body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String field : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            if (field.startsWith("grant_type=")) {
                form.put(
                        "grant_type",
                        URLDecoder.decode(field.substring("grant_type=".length()), StandardCharsets.UTF_8));
            }
        }
        return form;
    }
}
