package io.github.keycloakamazon.lwa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent ahead of a login, how often at most, and what it is good for. */
@Timeout(30)
class ConnectionPrewarmerTest {
    private static final String PROFILE = "{\"user_id\":\"amzn1.account.A\"}";

    private final CloseableHttpClient client = HttpClients.createDefault();
    private final Deadlines deadlines = new Deadlines();
    private final BoundedHttp http = new BoundedHttp(client, deadlines, new Timeouts(500, 10_000));
    private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(1));
    private final ConnectionPrewarmer prewarmer = new ConnectionPrewarmer(now::get);

    @AfterEach
    void close() throws IOException {
        prewarmer.close();
        deadlines.close();
        client.close();
    }

    @Test
    void callUsesTheConnectionThatWasOpenedAhead() throws Exception {
        Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer amazon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        amazon.createContext("/", request -> {
            connections.add(request.getRemoteAddress());
            request.sendResponseHeaders(request.getRequestURI().getPath().equals("/") ? 404 : 200, PROFILE.length());
            request.getResponseBody().write(PROFILE.getBytes(UTF_8));
            request.close();
            requests.add(request.getRequestMethod() + " " + request.getRequestURI());
        });
        amazon.start();
        try (LwaConnector connector = new LwaConnector(new Timeouts(500, 10_000), CallObserver.NONE);
                CloseableHttpClient single =
                        HttpClients.custom().setMaxConnTotal(1).build()) {
            URI url = URI.create("http://127.0.0.1:" + amazon.getAddress().getPort());
            LwaClient lwa = connector.connect(single, LwaEndpoints.below(url, url));

            lwa.prewarm();
            until(() -> requests.size() == 1);
            lwa.profile("token");

            assertThat(requests).containsExactly("GET /", "GET /user/profile");
            assertThat(connections).hasSize(1);
        } finally {
            amazon.stop(0);
        }
    }

    @Test
    void requestTellsNothing() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(404, "{}")) {
            prewarmer.prewarm(amazon.url().resolve("/auth/o2/token?secret=s"), http);
            until(() -> amazon.requests().size() == 1);

            assertThat(amazon.requests().get(0))
                    .startsWith("GET / HTTP/1.1\r\n")
                    .doesNotContain("secret", "Authorization", "Cookie", "x-amz");
        }
    }

    @Test
    void hostIsNotAskedAgainWithinFifteenSeconds() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(404, "{}");
                ScriptedServer other = ScriptedServer.answering(404, "{}")) {
            prewarmer.prewarm(amazon.url(), http);
            until(() -> amazon.requests().size() == 1);

            advance(14_999);
            prewarmer.prewarm(amazon.url(), http);

            eventuallyAsks(other, 1);
            assertThat(amazon.requests()).hasSize(1);
        }
    }

    @Test
    void hostIsAskedAgainLater() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(404, "{}")) {
            eventuallyAsks(amazon, 1);
            eventuallyAsks(amazon, 2);
        }
    }

    @Test
    void hostThatHasAnsweredACallIsNotAsked() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, PROFILE);
                ScriptedServer other = ScriptedServer.answering(404, "{}")) {
            new LwaClient(http, LwaEndpoints.below(amazon.url(), amazon.url()), CallObserver.NONE, prewarmer)
                    .profile("token");

            advance(14_999);
            prewarmer.prewarm(amazon.url().resolve("/auth/o2/token"), http);

            eventuallyAsks(other, 1);
            assertThat(amazon.requests()).singleElement().asString().startsWith("GET /user/profile ");
        }
    }

    @Test
    void oneRequestIsUnderWayAtATime() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedServer slow = ScriptedServer.running((out, socket) -> await(end));
                ScriptedServer other = ScriptedServer.answering(404, "{}")) {
            prewarmer.prewarm(slow.url(), http);
            until(() -> slow.requests().size() == 1);
            prewarmer.prewarm(other.url(), http);
            end.countDown();

            eventuallyAsks(slow, 2);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void hostThatDoesNotAnswerIsNoFault() throws Exception {
        URI nobody;
        try (ScriptedServer gone = ScriptedServer.answering(404, "{}")) {
            nobody = gone.url();
        }
        try (ScriptedServer other = ScriptedServer.answering(404, "{}")) {
            prewarmer.prewarm(nobody, http);

            eventuallyAsks(other, 1);
        }
    }

    /** Tries every fifteen seconds by the clock: the worker may be at the end of an earlier request, and takes no other then. */
    private void eventuallyAsks(ScriptedServer server, int times) {
        until(() -> {
            if (server.requests().size() < times) {
                prewarmer.prewarm(server.url(), http);
                advance(15_000);
            }
            return server.requests().size() >= times;
        });
    }

    private void advance(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static void await(CountDownLatch end) throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("now, before the deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
