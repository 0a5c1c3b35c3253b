package io.github.keycloakamazon.lwa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.params.HttpParams;
import org.apache.http.protocol.HttpContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same as {@link LwaClientTest}, over a client that is not Apache's. */
class BridgeClientTest extends LwaClientTest {
    private static final ClientCredentials CLIENT = new ClientCredentials("amzn1.application-oa2-client.abc", "s3cret");

    @Override
    CloseableHttpClient adapt(CloseableHttpClient http) {
        return new BridgeClient(http);
    }

    /** The client has its own limit, and reads up to it before anybody can look. */
    @Test
    @Override
    void answerOfMoreThan64KiBIsCutOff() throws Exception {
        byte[] chunk = new byte[1 << 16];
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + (1L << 40) + "\r\n\r\n").getBytes(UTF_8));
            while (true) {
                out.write(chunk);
            }
        })) {
            LwaException failure = catchThrowableOfType(
                    LwaException.class, () -> client(amazon.url()).profile("token"));

            assertThat(failure.error()).isEqualTo(LwaError.CONNECTION_LOST);
        }
    }

    @Test
    void loginTakesItsTwoCalls() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) -> {
            String body = requests.getAndIncrement() == 0
                    ? "{\"access_token\":\"Atza|a\",\"token_type\":\"bearer\",\"expires_in\":3600}"
                    : "{\"user_id\":\"amzn1.account.A\"}";
            out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(UTF_8));
        })) {
            LwaClient client = client(amazon.url());
            TokenResponse tokens = client.exchange(
                    CLIENT, new AuthorizationCodeGrant("c", "https://kc.example/", Optional.of("verifier")));

            assertThat(client.profile(tokens.accessToken()).userId()).isEqualTo("amzn1.account.A");
            assertThat(amazon.requests()).hasSize(2);
        }
    }

    @Test
    void codeIsSentOnceByAClientWithRetries() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) -> {});
                CloseableHttpClient http = new BridgeClient(HttpClients.createDefault(), 3)) {
            LwaClient client = connector().connect(http, LwaEndpoints.below(amazon.url(), amazon.url()));
            AuthorizationCodeGrant grant =
                    new AuthorizationCodeGrant("c", "https://kc.example/", Optional.of("verifier"));

            LwaException failure = catchThrowableOfType(LwaException.class, () -> client.exchange(CLIENT, grant));

            assertThat(failure.error()).isEqualTo(LwaError.CONNECTION_LOST);
            assertThat(amazon.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                UnsupportedOperationException.class,
                IllegalStateException.class,
                IllegalArgumentException.class,
                NullPointerException.class
            })
    void whatAClientThrowsIsAFailureWithACodeAndQuotesNothing(Class<? extends RuntimeException> unchecked) {
        LwaClient client = connector()
                .connect(
                        new ThrowingClient(unchecked),
                        LwaEndpoints.below(URI.create("http://localhost"), URI.create("http://localhost")));

        LwaException failure = catchThrowableOfType(LwaException.class, () -> client.profile("token"));

        assertThat(failure.error()).isEqualTo(LwaError.CONNECTION_LOST);
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains(unchecked.getName()).doesNotContain("Atza|secret");
    }

    @Test
    void prewarmingThreadSurvivesWhatAClientThrows() throws Exception {
        ConnectionPrewarmer prewarmer = new ConnectionPrewarmer(System::nanoTime);
        try (prewarmer;
                Deadlines deadlines = new Deadlines();
                ScriptedServer amazon = ScriptedServer.answering(404, "{}");
                CloseableHttpClient http = adapt(HttpClients.createDefault())) {
            Timeouts timeouts = new Timeouts(500, 10_000);
            ThrowingClient throwing = new ThrowingClient(UnsupportedOperationException.class);
            prewarmer.prewarm(URI.create("http://localhost"), new BoundedHttp(throwing, deadlines, timeouts));
            until(() -> throwing.calls.get() == 1);
            URI root = amazon.url();
            until(() -> {
                prewarmer.prewarm(root, new BoundedHttp(http, deadlines, timeouts));
                return !amazon.requests().isEmpty();
            });

            assertThat(amazon.requests()).hasSize(1);
        }
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("now, before the deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Quotes a header in its message, as Vert.x does. */
    private static final class ThrowingClient extends CloseableHttpClient {
        final AtomicInteger calls = new AtomicInteger();
        private final Class<? extends RuntimeException> unchecked;

        ThrowingClient(Class<? extends RuntimeException> unchecked) {
            this.unchecked = unchecked;
        }

        @Override
        protected CloseableHttpResponse doExecute(HttpHost target, HttpRequest request, HttpContext context) {
            calls.incrementAndGet();
            try {
                throw unchecked.getConstructor(String.class).newInstance("Authorization: Bearer Atza|secret");
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("No such exception", e);
            }
        }

        @Override
        public void close() {}

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
}
