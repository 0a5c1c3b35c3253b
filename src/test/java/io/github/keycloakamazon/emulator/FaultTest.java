package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.exchange;
import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AmazonEmulator amazon = AmazonEmulator.start();
    private final TestBrowser browser = new TestBrowser(amazon);
    private final String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile");

    @AfterEach
    void stop() {
        amazon.close();
    }

    @Test
    void scriptedFaultsComeOnceAndInOrder() {
        amazon.on(Endpoint.PROFILE)
                .answerOnce(Fault.empty(503))
                .answerOnce(Fault.none())
                .answerOnce(Fault.empty(429));

        assertThat(browser.profile(token).statusCode()).isEqualTo(503);
        assertThat(browser.profile(token).statusCode()).isEqualTo(200);
        assertThat(browser.profile(token).statusCode()).isEqualTo(429);
        assertThat(browser.profile(token).statusCode()).isEqualTo(200);
    }

    @Test
    void aLastingFaultStaysUntilCleared() {
        amazon.on(Endpoint.PROFILE).always(Fault.empty(503));

        assertThat(browser.profile(token).statusCode()).isEqualTo(503);
        assertThat(browser.profile(token).statusCode()).isEqualTo(503);
        amazon.on(Endpoint.PROFILE).clear();
        assertThat(browser.profile(token).statusCode()).isEqualTo(200);
    }

    @Test
    void aFaultOfOneEndpointIsNotAnothers() {
        amazon.on(Endpoint.TOKENINFO).always(Fault.empty(503));

        assertThat(browser.profile(token).statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerInPlaceOfTheEndpointsLeavesTheCodeUnused() {
        String code = browser.code();
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.html(503));

        HttpResponse<String> answer = browser.token(exchange(code));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(browser.token(exchange(code)).statusCode()).isEqualTo(200);
    }

    @Test
    void aChangedAnswerHasUsedTheCode() {
        String code = browser.code();
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.remove("access_token"));

        assertThat(json(browser.token(exchange(code))).has("access_token")).isFalse();
        assertThat(browser.token(exchange(code)).statusCode()).isEqualTo(400);
    }

    @Test
    void jsonErrorsHaveAmazonsShape() {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.jsonError(500, "ServerError", "Please try again"));

        HttpResponse<String> answer = browser.profile(token);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error_description\":\"Please try again\",\"error\":\"ServerError\"}");
    }

    @Test
    void membersCanBeSetAndRemoved() {
        amazon.on(Endpoint.PROFILE)
                .answerOnce(Fault.set("user_id", 42).with(Fault.remove("email")))
                .answerOnce(Fault.set("name", List.of("a", "b")));

        JsonNode first = json(browser.profile(token));
        assertThat(first.path("user_id").isInt()).isTrue();
        assertThat(first.has("email")).isFalse();
        assertThat(json(browser.profile(token)).path("name").size()).isEqualTo(2);
    }

    @Test
    void theProfileCanHaveItsLegacyShape() {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.legacyProfile());

        JsonNode legacy = json(browser.profile(token));

        assertThat(legacy.path("Profile").path("CustomerId").asText()).startsWith("amzn1.account.");
        assertThat(legacy.path("Profile").path("PrimaryEmail").asText()).isEqualTo("jane.doe@example.com");
        assertThat(legacy.has("Request-Id")).isTrue();
        assertThat(legacy.has("user_id")).isFalse();
    }

    @Test
    void statusContentTypeAndRedirectAreThereToo() {
        amazon.on(Endpoint.PROFILE)
                .answerOnce(Fault.status(206))
                .answerOnce(Fault.contentType("text/plain"))
                .answerOnce(Fault.redirect("https://elsewhere.test/"));

        assertThat(browser.profile(token).statusCode()).isEqualTo(206);
        assertThat(browser.profile(token).headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(TestBrowser.location(browser.profile(token))).isEqualTo("https://elsewhere.test/");
    }

    @Test
    void aFaultCanBeBrokenAndSlow() {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.empty(503).with(Fault.delay(Duration.ofMillis(100))));
        long start = System.nanoTime();

        assertThat(browser.profile(token).statusCode()).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aTruncatedAnswerPromisesMoreThanItBrings() throws IOException {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.truncated());

        String raw = raw();
        String body = raw.substring(raw.indexOf("\r\n\r\n") + 4);

        assertThat(raw).startsWith("HTTP/1.1 200");
        assertThat(body).startsWith("{\"user_id\"").doesNotContain("}");
        assertThat(contentLength(raw)).isGreaterThan(body.length());
    }

    @Test
    void aResetIsSeenByTheClientAsAReset() {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.reset());

        assertThatIOException().isThrownBy(this::raw).withMessageContaining("reset");
    }

    @Test
    void aHugeBodyIsStreamedInChunks() throws Exception {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.hugeBody(5_000_000));

        HttpResponse<String> answer = browser.profile(token);

        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        assertThat(answer.body()).hasSize(5_000_000);
        assertThat(json(answer).path("user_id").asText()).startsWith("AAAA");
    }

    @Test
    void aSlowDripBringsTheWholeAnswerInTheEnd() {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.slowDrip(Duration.ofMillis(1)));
        long start = System.nanoTime();

        HttpResponse<String> answer = browser.profile(token);

        assertThat(json(answer).path("name").asText()).isEqualTo("Jane Doe");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(answer.body().length() - 1L));
    }

    @Test
    void aDripNobodyWaitsForHurtsNoOne() throws IOException {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.slowDrip(Duration.ofMillis(1)));
        try (Socket socket = connect()) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }

        assertThat(browser.profile(token).statusCode()).isEqualTo(200);
    }

    @Test
    void hangingClientsKeepNobodyElseWaiting() throws IOException {
        amazon.on(Endpoint.PROFILE).always(Fault.hang());
        List<Socket> hanging = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                hanging.add(connect());
            }
            for (int i = 0; i < 250; i++) {
                amazon.awaitRequest(Endpoint.PROFILE, SOON);
            }

            assertThat(browser.get("/").statusCode()).isEqualTo(200);
            amazon.reset();
            for (Socket socket : hanging) {
                assertThat(read(socket)).isEmpty();
            }
        } finally {
            for (Socket socket : hanging) {
                socket.close();
            }
        }
    }

    @Test
    void closingEndsWhatHangs() throws IOException {
        amazon.on(Endpoint.PROFILE).always(Fault.hang());
        try (Socket socket = connect()) {
            amazon.awaitRequest(Endpoint.PROFILE, SOON);
            amazon.close();

            assertThat(read(socket)).isEmpty();
        }
    }

    @Test
    void aGoodAnswerComesInOneWrite() throws IOException {
        try (Socket socket = connect()) {
            byte[] buffer = new byte[8192];
            int first = socket.getInputStream().read(buffer);

            assertThat(new String(buffer, 0, first, StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("}");
        }
    }

    /** All the bytes of a profile answer, up to the end of the connection. */
    private String raw() throws IOException {
        try (Socket socket = connect()) {
            return read(socket);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), amazon.apiPort());
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream()
                .write(("GET /user/profile HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int contentLength(String raw) {
        Matcher header = Pattern.compile("Content-Length: (\\d+)").matcher(raw);
        assertThat(header.find()).isTrue();
        return Integer.parseInt(header.group(1));
    }

    private static String read(Socket socket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        in.transferTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
