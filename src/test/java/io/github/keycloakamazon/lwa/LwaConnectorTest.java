package io.github.keycloakamazon.lwa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.http.HttpHost;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What calls share: the server's HTTP client with its settings and connections, the timer, and who is told. */
@Timeout(30)
class LwaConnectorTest {
    private static final Timeouts TIMEOUTS = new Timeouts(300, 10_000);
    private static final String PROFILE = "{\"user_id\":\"amzn1.account.A\"}";
    private static final Set<String> THREADS = Set.of("amazon-call-deadlines", "amazon-connect-ahead");

    @Test
    void proxyOfTheServersClientHolds() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.answering(200, PROFILE);
                CloseableHttpClient http = HttpClients.custom()
                        .setDefaultRequestConfig(RequestConfig.custom()
                                .setProxy(HttpHost.create(proxy.url().toString()))
                                .build())
                        .build();
                LwaConnector connector = new LwaConnector(TIMEOUTS, CallObserver.NONE)) {
            client(connector, http, URI.create("http://amazon.invalid")).profile("token");

            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .startsWith("GET http://amazon.invalid/user/profile HTTP/1.1\r\n");
        }
    }

    @Test
    void connectionIsUsedAgain() throws Exception {
        Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
        HttpServer amazon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        amazon.createContext("/user/profile", request -> {
            connections.add(request.getRemoteAddress());
            request.sendResponseHeaders(200, PROFILE.length());
            request.getResponseBody().write(PROFILE.getBytes(UTF_8));
            request.close();
        });
        amazon.start();
        try (CloseableHttpClient http = HttpClients.createDefault();
                LwaConnector connector = new LwaConnector(TIMEOUTS, CallObserver.NONE)) {
            LwaClient client = client(
                    connector,
                    http,
                    URI.create("http://127.0.0.1:" + amazon.getAddress().getPort()));

            client.profile("token");
            client.profile("token");

            assertThat(connections).hasSize(1);
        } finally {
            amazon.stop(0);
        }
    }

    @Test
    void callThatFindsNoFreeConnectionIsBusy() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) -> await(end));
                CloseableHttpClient http =
                        HttpClients.custom().setMaxConnTotal(1).build();
                LwaConnector connector = new LwaConnector(TIMEOUTS, CallObserver.NONE)) {
            LwaClient client = client(connector, http, amazon.url());
            CompletableFuture<LwaException> first = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(LwaException.class, () -> client.profile("token")));
            until(() -> amazon.requests().size() == 1);

            LwaException second = catchThrowableOfType(LwaException.class, () -> client.profile("token"));

            assertThat(second.error()).isEqualTo(LwaError.BUSY);
            end.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void observerIsToldOfEachCallAndHowLongItTook() throws Exception {
        List<String> told = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        CallObserver observer = new CallObserver() {
            @Override
            public void succeeded(LwaCall call, long nanos) {
                told.add(call + " succeeded");
                times.add(nanos);
            }

            @Override
            public void failed(LwaException failure, long nanos) {
                told.add(failure.call() + " failed: " + failure.code());
                times.add(nanos);
            }
        };
        long start = System.nanoTime();
        try (ScriptedServer amazon = ScriptedServer.answering(200, PROFILE);
                CloseableHttpClient http = HttpClients.createDefault();
                LwaConnector connector = new LwaConnector(TIMEOUTS, observer.and(CallObserver.NONE))) {
            LwaClient client = client(connector, http, amazon.url());

            client.profile("token");
            assertThatThrownBy(() -> client.refresh(new ClientCredentials("id", "secret"), "r"))
                    .isInstanceOf(LwaException.class);
        }

        assertThat(told).containsExactly("PROFILE succeeded", "REFRESH failed: missing_access_token");
        assertThat(times).allSatisfy(nanos -> assertThat(nanos).isBetween(1L, System.nanoTime() - start));
    }

    @Test
    void threadsEndWithTheirConnectorAndKeepNoServerFromStopping() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, PROFILE);
                ScriptedServer other = ScriptedServer.answering(404, "{}");
                CloseableHttpClient http = HttpClients.createDefault()) {
            LwaConnector connector = new LwaConnector(TIMEOUTS, CallObserver.NONE);
            Set<Thread> others = threads();
            // A thread inherits from the one that starts it, and a server's are no daemons.
            Thread request = new Thread(() -> {
                assertThatCode(() -> client(connector, http, amazon.url()).profile("token"))
                        .doesNotThrowAnyException();
                client(connector, http, other.url()).prewarm();
            });
            request.setDaemon(false);
            request.start();
            request.join();
            Set<Thread> started = threads();
            started.removeAll(others);

            assertThat(started)
                    .hasSize(THREADS.size())
                    .allMatch(Thread::isDaemon)
                    .extracting(Thread::getName)
                    .containsExactlyInAnyOrderElementsOf(THREADS);
            connector.close();
            // Sooner than one ends that has nothing more to do.
            for (Thread thread : started) {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            }
            assertThat(started).noneMatch(Thread::isAlive);
        }
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> THREADS.contains(thread.getName()))
                .forEach(threads::add);
        return threads;
    }

    private static LwaClient client(LwaConnector connector, CloseableHttpClient http, URI url) {
        return connector.connect(http, LwaEndpoints.below(url, url));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
