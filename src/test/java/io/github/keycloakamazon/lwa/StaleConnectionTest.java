package io.github.keycloakamazon.lwa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.ApiListener;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.lwa.KeepAliveServer.Fate;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpResponse;
import org.apache.http.client.ServiceUnavailableRetryStrategy;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.DefaultHttpRequestRetryHandler;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.protocol.HttpContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When a request is sent once more: only on a connection that nobody can blame Amazon for, only once, and only in time. */
@Timeout(60)
class StaleConnectionTest {
    private static final ClientCredentials CLIENT = new ClientCredentials("amzn1.application-oa2-client.abc", "s3cret");
    private static final int RETRIES = 3;

    private final LwaConnector connector = new LwaConnector(new Timeouts(5_000, 20_000), CallObserver.NONE);
    private KeepAliveServer amazon;

    @BeforeEach
    void start() throws IOException {
        amazon = new KeepAliveServer();
    }

    @AfterEach
    void stop() throws IOException {
        connector.close();
        amazon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CLOSED, 1", "CLOSED, 12",
        "RESET, 1", "RESET, 12",
        "HALF_CLOSED, 1", "HALF_CLOSED, 12",
        "FORGOTTEN, 1", "FORGOTTEN, 12",
        "UNANSWERED, 1", "UNANSWERED, 12",
    })
    void noCallIsLostWithStaleConnections(Fate fate, int connections) throws Exception {
        try (CloseableHttpClient http = pooling(HttpClients.custom())) {
            LwaClient client = client(http);
            open(connections, client);
            amazon.idle(fate);

            for (int i = 0; i < connections; i++) {
                exchange(client, "code-" + i);
            }

            List<String> answered =
                    amazon.served().subList(connections, amazon.served().size());
            assertThat(answered).hasSize(connections);
            for (int i = 0; i < connections; i++) {
                assertThat(answered.get(i)).startsWith("POST ").contains("code=code-" + i + "&");
            }
            assertThat(amazon.connections()).isLessThanOrEqualTo(2 * connections);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"CLOSED", "RESET", "HALF_CLOSED", "FORGOTTEN"})
    void allCallsAreSentOnceMore(Fate fate) throws Exception {
        // With Apache's own retries off, which repeat requests without a body.
        try (CloseableHttpClient http = pooling(HttpClients.custom().disableAutomaticRetries())) {
            LwaClient client = client(http);
            open(3, client);
            amazon.idle(fate);

            assertThat(client.profile("token").userId()).isEqualTo("amzn1.account.A");
            assertThat(client.refresh(CLIENT, "r").accessToken()).isEqualTo("Atza|a");
            assertThat(client.profile("token").userId()).isEqualTo("amzn1.account.A");
        }
    }

    @Test
    void tlsConnectionThatTheServerClosedIsNoLoss() throws Exception {
        try (AmazonEmulator emulator =
                        AmazonEmulator.builder().api(ApiListener.HTTPS).start();
                CloseableHttpClient http = LwaClientTest.trusting(emulator.certificatePem())) {
            URI api = URI.create(emulator.apiBaseUrl());
            LwaClient client = connector.connect(http, LwaEndpoints.below(api, api));
            LwaError refusal = refreshFailure(client);
            emulator.network(NetworkFault.refuse());
            emulator.network(NetworkFault.none());

            assertThat(refreshFailure(client)).isEqualTo(refusal).isNotEqualTo(LwaError.CONNECTION_LOST);
        }
    }

    private static LwaError refreshFailure(LwaClient client) {
        return catchThrowableOfType(LwaException.class, () -> client.refresh(CLIENT, "r"))
                .error();
    }

    @Test
    void connectionOfTheSecondTryIsNotKept() throws Exception {
        try (CloseableHttpClient http = pooling(HttpClients.custom())) {
            LwaClient client = client(http);
            open(2, client);
            amazon.idle(Fate.FORGOTTEN);
            exchange(client, "a");
            amazon.idle(Fate.FORGOTTEN);

            exchange(client, "b");

            assertThat(amazon.served()).last().asString().contains("code=b&");
        }
    }

    @Test
    void nothingIsSentThreeTimes() throws Exception {
        try (CloseableHttpClient http = pooling(HttpClients.custom())) {
            LwaClient client = client(http);
            open(1, client);
            amazon.idle(Fate.HALF_CLOSED);
            amazon.fateOfNewConnections(Fate.FORGOTTEN);

            assertThat(failureOf(client, "a").error()).isEqualTo(LwaError.CONNECTION_LOST);
            assertThat(amazon.connections()).isEqualTo(2);
        }
    }

    @Test
    void nothingIsSentAgainOnceAByteOfTheResponseHasCome() throws Exception {
        try (CloseableHttpClient http = pooling(HttpClients.custom())) {
            LwaClient client = client(http);
            open(1, client);
            amazon.idle(Fate.CUT_SHORT);

            assertThat(failureOf(client, "a")).isNotNull();
            assertThat(amazon.requests())
                    .filteredOn(request -> request.contains("code=a&"))
                    .hasSize(1);
            assertThat(amazon.connections()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsSentAgainThatFailedOnANewConnection() throws Exception {
        try (CloseableHttpClient http = pooling(HttpClients.custom())) {
            amazon.fateOfNewConnections(Fate.FORGOTTEN);

            assertThat(failureOf(client(http), "a").error()).isEqualTo(LwaError.CONNECTION_LOST);
            assertThat(amazon.connections()).isEqualTo(1);
        }
    }

    @Test
    void connectionThatTheServerAnnouncedToCloseIsNotUsedAgain() throws Exception {
        amazon.sayClose();
        try (CloseableHttpClient http = pooling(HttpClients.custom())) {
            LwaClient client = client(http);

            exchange(client, "a");
            exchange(client, "b");

            assertThat(amazon.requests()).hasSize(2);
            assertThat(amazon.connections()).isEqualTo(2);
        }
    }

    // ---- With a client that an operator has told to try again

    @Test
    void codeIsSentOnceByAClientWithRetries() throws Exception {
        try (CloseableHttpClient http = pooling(HttpClients.custom()
                .setRetryHandler((failure, count, context) -> count <= RETRIES)
                .setServiceUnavailableRetryStrategy(always()))) {
            amazon.fateOfNewConnections(Fate.UNANSWERED);

            assertThat(failureOf(client(http), "a").error()).isEqualTo(LwaError.CONNECTION_LOST);
            assertThat(amazon.requests()).hasSize(1);
        }
    }

    @Test
    void codeIsSentOnceByAClientThatRepeatsWhatTheServerCannotDoNow() throws Exception {
        try (ScriptedServer unavailable = ScriptedServer.answering(503, "{}");
                CloseableHttpClient http = HttpClients.custom()
                        .setServiceUnavailableRetryStrategy(always())
                        .build()) {
            LwaClient client = connector.connect(http, LwaEndpoints.below(unavailable.url(), unavailable.url()));

            assertThat(failureOf(client, "a").error()).isEqualTo(LwaError.SERVER_ERROR);
            assertThat(unavailable.requests()).hasSize(1);
        }
    }

    @Test
    void staleConnectionIsNoLossWithAClientWithRetriesEither() throws Exception {
        try (CloseableHttpClient http =
                pooling(HttpClients.custom().setRetryHandler(new DefaultHttpRequestRetryHandler(RETRIES, true)))) {
            LwaClient client = client(http);
            open(12, client);
            amazon.idle(Fate.FORGOTTEN);

            for (int i = 0; i < 12; i++) {
                exchange(client, "code-" + i);
            }

            assertThat(amazon.served()).hasSize(24);
        }
    }

    @Test
    void deadlineEndsThePauseBeforeAClientTriesAgain() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        try (LwaConnector impatient = new LwaConnector(new Timeouts(5_000, 1_000), CallObserver.NONE);
                CloseableHttpClient http = pooling(HttpClients.custom().setRetryHandler((failure, count, context) -> {
                    pause(forever);
                    return true;
                }))) {
            amazon.fateOfNewConnections(Fate.FORGOTTEN);
            LwaClient client = impatient.connect(http, LwaEndpoints.below(amazon.url(), amazon.url()));

            LwaException failure = catchThrowableOfType(LwaException.class, () -> client.profile("token"));

            assertThat(failure.error()).isEqualTo(LwaError.TIMEOUT);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    private static void pause(CountDownLatch forever) {
        try {
            forever.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServiceUnavailableRetryStrategy always() {
        return new ServiceUnavailableRetryStrategy() {
            @Override
            public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
                return count <= RETRIES && response.getStatusLine().getStatusCode() == 503;
            }

            @Override
            public long getRetryInterval() {
                return 1;
            }
        };
    }

    private static CloseableHttpClient pooling(HttpClientBuilder client) {
        return client.setMaxConnPerRoute(64).setMaxConnTotal(128).build();
    }

    private LwaClient client(CloseableHttpClient http) {
        return connector.connect(http, LwaEndpoints.below(amazon.url(), amazon.url()));
    }

    private static void exchange(LwaClient client, String code) throws LwaException {
        client.exchange(CLIENT, new AuthorizationCodeGrant(code, "https://kc.example/", Optional.empty()));
    }

    private static LwaException failureOf(LwaClient client, String code) {
        return catchThrowableOfType(LwaException.class, () -> exchange(client, code));
    }

    /** Fills the pool of the client. */
    private void open(int connections, LwaClient client) throws Exception {
        amazon.answerTogether(connections);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                calls.add(CompletableFuture.runAsync(() -> profile(client), threads));
            }
            for (CompletableFuture<Void> call : calls) {
                call.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(amazon.connections()).isEqualTo(connections);
    }

    private static void profile(LwaClient client) {
        try {
            client.profile("token");
        } catch (LwaException e) {
            throw new IllegalStateException(e);
        }
    }
}
