package io.github.keycloakamazon.lwa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.ApiListener;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.ssl.SSLContextBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each thing that may be answered in Amazon's place, on a real socket. */
@Timeout(30)
class LwaClientTest {
    private static final ClientCredentials CLIENT = new ClientCredentials("amzn1.application-oa2-client.abc", "s3cret");
    private static final AuthorizationCodeGrant GRANT =
            new AuthorizationCodeGrant("the code", "https://kc.example/endpoint", Optional.of("the verifier"));
    private static final String TOKEN = "Atza|IwEBIA";

    private static final String TOKEN_ANSWER = """
            {"access_token":"Atza|IwEBIA","token_type":"bearer","expires_in":3600,"refresh_token":"Atzr|IwEBIB"}""";
    private static final String PROFILE_ANSWER = """
            {"user_id":"amzn1.account.A","name":"Ada Lovelace","email":"ada@example.com","postal_code":"98101"}""";

    private final CloseableHttpClient http = adapt(HttpClients.createDefault());
    private final LwaConnector connector = new LwaConnector(new Timeouts(500, 1_000), CallObserver.NONE);

    /** Lets another client take part. */
    CloseableHttpClient adapt(CloseableHttpClient http) {
        return http;
    }

    LwaConnector connector() {
        return connector;
    }

    @AfterEach
    void close() throws IOException {
        connector.close();
        http.close();
    }

    // ---- What is asked

    @Test
    void exchangeSendsEverythingInTheFormBody() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, TOKEN_ANSWER)) {
            client(amazon).exchange(CLIENT, GRANT);

            assertThat(amazon.requests()).singleElement().satisfies(request -> {
                assertThat(request).startsWith("POST /auth/o2/token HTTP/1.1\r\n");
                assertThat(request).contains("Content-Type: application/x-www-form-urlencoded; charset=UTF-8");
                assertThat(request)
                        .endsWith("\r\n\r\ngrant_type=authorization_code&code=the+code"
                                + "&redirect_uri=https%3A%2F%2Fkc.example%2Fendpoint&code_verifier=the+verifier"
                                + "&client_id=amzn1.application-oa2-client.abc&client_secret=s3cret");
            });
        }
    }

    @Test
    void exchangeWithoutPkceSendsNoVerifier() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, TOKEN_ANSWER)) {
            client(amazon).exchange(CLIENT, new AuthorizationCodeGrant("c", "https://kc.example/", Optional.empty()));

            assertThat(amazon.requests().get(0)).doesNotContain("code_verifier");
        }
    }

    @Test
    void refreshSendsTheRefreshTokenWithItsPipeEncoded() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, TOKEN_ANSWER)) {
            TokenResponse tokens = client(amazon).refresh(CLIENT, "Atzr|IwEBIB");

            assertThat(tokens.accessToken()).isEqualTo("Atza|IwEBIA");
            assertThat(amazon.requests().get(0)).contains("grant_type=refresh_token&refresh_token=Atzr%7CIwEBIB&");
        }
    }

    @Test
    void accessTokenTravelsInAHeaderAndNeverInAUrl() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, PROFILE_ANSWER)) {
            client(amazon).profile(TOKEN);

            assertThat(amazon.requests().get(0))
                    .startsWith("GET /user/profile HTTP/1.1\r\n")
                    .contains("Accept: application/json\r\n")
                    .contains("Authorization: Bearer Atza|IwEBIA\r\n");
        }
        try (ScriptedServer amazon = ScriptedServer.answering(200, tokenInfo("aud", 60))) {
            client(amazon).tokenInfo(TOKEN);

            assertThat(amazon.requests().get(0))
                    .startsWith("GET /auth/o2/tokeninfo HTTP/1.1\r\n")
                    .contains("x-amz-access-token: Atza|IwEBIA\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\r\nX-Evil: 1", "tökén", "\u0000"})
    void textThatCannotBeATokenNeverLeavesTheServer(String notAToken) throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, PROFILE_ANSWER)) {
            LwaException failure = failureOf(() -> client(amazon).profile(notAToken));

            assertThat(failure.error()).isEqualTo(LwaError.MALFORMED_TOKEN);
            assertThat(amazon.requests()).isEmpty();
        }
    }

    // ---- What is understood

    @Test
    void tokenAnswerIsRead() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, TOKEN_ANSWER)) {
            assertThat(client(amazon).exchange(CLIENT, GRANT))
                    .isEqualTo(new TokenResponse("Atza|IwEBIA", Optional.of("Atzr|IwEBIB"), OptionalLong.of(3600)));
        }
    }

    @Test
    void flatProfileIsRead() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, PROFILE_ANSWER)) {
            Profile profile = client(amazon).profile(TOKEN);

            assertThat(profile.userId()).isEqualTo("amzn1.account.A");
            assertThat(profile.name()).contains("Ada Lovelace");
            assertThat(profile.email()).contains("ada@example.com");
            assertThat(profile.toJson().path("postal_code").textValue()).isEqualTo("98101");
        }
    }

    @Test
    void nestedProfileOfOldIsRead() throws Exception {
        String nested = """
                {"Request-Id":"x","Profile":{"CustomerId":"amzn1.account.A","Name":"Ada","PrimaryEmail":"a@b.c","PostalCode":"N1"}}""";
        try (ScriptedServer amazon = ScriptedServer.answering(200, nested)) {
            Profile profile = client(amazon).profile(TOKEN);

            assertThat(profile.userId()).isEqualTo("amzn1.account.A");
            assertThat(profile.name()).contains("Ada");
            assertThat(profile.email()).contains("a@b.c");
            assertThat(profile.toJson().path("postal_code").textValue()).isEqualTo("N1");
        }
    }

    @Test
    void membersMayBeMissingNullBlankOrUnknown() throws Exception {
        String sparse = """
                {"user_id":"amzn1.account.A","name":null,"email":"  ","loyalty":{"tier":[1,2]}}""";
        try (ScriptedServer amazon = ScriptedServer.answering(200, sparse)) {
            Profile profile = client(amazon).profile(TOKEN);

            assertThat(profile.name()).isEmpty();
            assertThat(profile.email()).isEmpty();
            assertThat(profile.toJson().has("postal_code")).isFalse();
            assertThat(profile.toJson().at("/loyalty/tier/1").asInt()).isEqualTo(2);
        }
    }

    @Test
    void numberWhereTextIsDueBecomesText() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, "{\"user_id\":\"A\",\"postal_code\":98101}")) {
            Profile profile = client(amazon).profile(TOKEN);

            assertThat(profile.toJson().path("postal_code").textValue()).isEqualTo("98101");
        }
    }

    @Test
    void charactersNoDatabaseHoldsAreTakenOutOfNames() throws Exception {
        try (ScriptedServer amazon =
                ScriptedServer.answering(200, "{\"user_id\":\"A\",\"name\":\"A\\u0000da\\n\\ud83d\\ude00 \\ud83d\"}")) {
            assertThat(client(amazon).profile(TOKEN).name()).contains("Ada \ud83d\ude00 \ufffd");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"user_id\":null}",
                "{\"user_id\":\"\"}",
                "{\"user_id\":\"  \"}",
                "{\"user_id\":42}",
                "{\"user_id\":[\"A\"]}",
                "{\"user_id\":{\"a\":1}}",
                "{\"user_id\":\"A\\u0000\"}",
                "{\"user_id\":\"A\\r\\nB\"}",
                "{\"user_id\":\"\\ud83d\"}",
                "{\"Profile\":{\"Name\":\"Ada\"}}"
            })
    void profileWithoutAUsableUserIdIsRefused(String json) throws Exception {
        assertThat(profileFailure(200, json).error()).isEqualTo(LwaError.MISSING_USER_ID);
    }

    @Test
    void userIdLongerThanTheDatabaseColumnIsRefused() throws Exception {
        assertThat(profileFailure(200, "{\"user_id\":\"" + "A".repeat(256) + "\"}")
                        .error())
                .isEqualTo(LwaError.MISSING_USER_ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"access_token\":\"\"}",
                "{\"access_token\":17}",
                "{\"access_token\":\"a b\"}",
                "{\"access_token\":\"a\\r\\nX-Evil: 1\"}"
            })
    void tokenAnswerWithoutAUsableTokenIsRefused(String json) throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, json)) {
            assertThat(failureOf(() -> client(amazon).exchange(CLIENT, GRANT)).error())
                    .isEqualTo(LwaError.MISSING_ACCESS_TOKEN);
        }
    }

    // ---- What is not believed

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "<html><body>Enter the characters you see</body></html>",
                "{\"user_id\":\"A\"",
                "{\"user_id\":\"A\"} trailing",
                "{\"user_id\":\"A\",\"user_id\":\"B\"}",
                "{'user_id':'A'}",
                "user_id=A",
                "\ufeff{\"user_id\":\"A\"}"
            })
    void anythingButOneJsonObjectIsMalformed(String body) throws Exception {
        assertThat(profileFailure(200, body).error()).isEqualTo(LwaError.MALFORMED_RESPONSE);
    }

    @Test
    void depthBombIsMalformed() throws Exception {
        String bomb = "{\"user_id\":\"A\",\"x\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";

        assertThat(profileFailure(200, bomb).error()).isEqualTo(LwaError.MALFORMED_RESPONSE);
    }

    @Test
    void invalidUtf8IsMalformed() throws Exception {
        byte[] body = "{\"user_id\":\"A?\"}".getBytes(UTF_8);
        body[body.length - 3] = (byte) 0xC3;
        try (ScriptedServer amazon = ScriptedServer.answering(200, "application/json", body)) {
            assertThat(failureOf(() -> client(amazon).profile(TOKEN)).error()).isEqualTo(LwaError.MALFORMED_RESPONSE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301, unexpected_status",
        "302, unexpected_status",
        "204, unexpected_status",
        "401, unexpected_status",
        "407, proxy_refused",
        "429, rate_limited",
        "500, server_error",
        "503, server_error"
    })
    void statusOtherThan200IsAFailureWhateverTheBody(int status, String code) throws Exception {
        LwaException failure = profileFailure(status, PROFILE_ANSWER);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.status()).hasValue(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401})
    void answerWithAnErrorMemberIsAFailureWhateverTheStatus(int status) throws Exception {
        LwaException failure = profileFailure(status, """
                {"user_id":"A","error_description":"The request has an invalid parameter : access_token",\
                "error":"invalid_token","request_id":"8b7a1c5e-0000-4000-8000-1234567890ab","error_index":"c2VjcmV0"}""");

        assertThat(failure.code()).isEqualTo("invalid_token");
        assertThat(failure.parameter()).contains("access_token");
        assertThat(failure.getMessage())
                .isEqualTo("Amazon's profile call failed: invalid_token, parameter access_token, HTTP status " + status
                        + ", request_id 8b7a1c5e-0000-4000-8000-1234567890ab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"a\":1}}",
                "{\"error\":\"x\\r\\nFAKE LOG LINE\"}",
                "{\"error\":\"\"}",
                "{\"error\":\"Atza|abc\"}"
            })
    void errorThatIsNoCodeIsNotRepeated(String json) throws Exception {
        LwaException failure = profileFailure(400, json);

        assertThat(failure.error()).isEqualTo(LwaError.UNKNOWN_ERROR);
        assertThat(failure.getMessage()).doesNotContain("FAKE", "Atza");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout", "unreachable", "busy", "unknown_client_id", "no_sign_in_page", "unsolicited"})
    void codeOfThisProviderIsNoCodeOfAmazon(String code) throws Exception {
        assertThat(profileFailure(400, "{\"error\":\"" + code + "\"}").error()).isEqualTo(LwaError.UNKNOWN_ERROR);
        assertThat(LwaException.refusedByRedirect(code, "").error()).isEqualTo(LwaError.UNKNOWN_ERROR);
    }

    @Test
    void failureQuotesNothingOfAnAnswerThatCannotBeParsed() throws Exception {
        LwaException failure = profileFailure(200, "Atza|secret ada@example.com");

        assertThat(failure).hasNoCause();
        assertThat(failure.getMessage()).doesNotContain("Atza", "ada@example.com");
    }

    @Test
    void redirectIsNotFollowed() throws Exception {
        try (ScriptedServer elsewhere = ScriptedServer.answering(200, PROFILE_ANSWER);
                ScriptedServer amazon = ScriptedServer.running((out, socket) -> out.write(
                        ("HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() + "/\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(UTF_8)))) {
            assertThat(failureOf(() -> client(amazon).profile(TOKEN)).error()).isEqualTo(LwaError.UNEXPECTED_STATUS);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    // ---- What does not come

    @Test
    void answerOfMoreThan64KiBIsCutOff() throws Exception {
        byte[] chunk = new byte[1 << 16];
        CountDownLatch cutOff = new CountDownLatch(1);
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) -> {
            try {
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + (1L << 40) + "\r\n\r\n").getBytes(UTF_8));
                while (true) {
                    out.write(chunk);
                }
            } finally {
                cutOff.countDown();
            }
        })) {
            assertThat(failureOf(() -> client(amazon).profile(TOKEN)).error()).isEqualTo(LwaError.RESPONSE_TOO_LARGE);
            cutOff.await();
        }
    }

    @Test
    void answerOf64KiBIsStillRead() throws Exception {
        String json = "{\"user_id\":\"A\",\"name\":\"" + "x".repeat(BoundedHttp.MAX_RESPONSE_BYTES - 25) + "\"}";
        assertThat(json).hasSize(BoundedHttp.MAX_RESPONSE_BYTES);
        try (ScriptedServer amazon = ScriptedServer.answering(200, json)) {
            assertThat(client(amazon).profile(TOKEN).userId()).isEqualTo("A");
        }
    }

    @Test
    void answerOfAByteMoreIsTooLarge() throws Exception {
        String json = "{\"user_id\":\"A\"}" + " ".repeat(BoundedHttp.MAX_RESPONSE_BYTES - 14);
        assertThat(json).hasSize(BoundedHttp.MAX_RESPONSE_BYTES + 1);

        assertThat(profileFailure(200, json).error()).isEqualTo(LwaError.RESPONSE_TOO_LARGE);
    }

    @Test
    void serverThatNeverAnswersTimesOut() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) -> await(forever))) {
            assertThat(failureOf(() -> client(amazon).profile(TOKEN)).error()).isEqualTo(LwaError.TIMEOUT);
        }
    }

    /** The socket's own timeout would take twice as long: see {@link Deadlines}. */
    @Test
    void serverThatNeverAnswersOverTlsTimesOutAtTheDeadline() throws Exception {
        Timeouts timeouts = new Timeouts(5_000, 2_000);
        try (AmazonEmulator amazon =
                        AmazonEmulator.builder().api(ApiListener.HTTPS).start();
                CloseableHttpClient trusting = adapt(trusting(amazon.certificatePem()));
                LwaConnector patient = new LwaConnector(timeouts, CallObserver.NONE)) {
            amazon.on(Endpoint.PROFILE).always(Fault.hang());
            URI api = URI.create(amazon.apiBaseUrl());
            LwaClient client = patient.connect(trusting, LwaEndpoints.below(api, api));

            long start = System.nanoTime();
            assertThat(failureOf(() -> client.profile(TOKEN)).error()).isEqualTo(LwaError.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(2_000), Duration.ofMillis(3_500));
        }
    }

    static CloseableHttpClient trusting(String certificatePem) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "amazon",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(certificatePem.getBytes(UTF_8))));
        return HttpClients.custom()
                .setSSLContext(SSLContextBuilder.create()
                        .loadTrustMaterial(trusted, null)
                        .build())
                .build();
    }

    @Test
    void serverThatDripsIsCutOffByTheTotalDeadline() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n{".getBytes(UTF_8));
            socket.setSoTimeout(50);
            while (true) {
                out.write(' ');
                out.flush();
                waitOn(socket);
            }
        })) {
            assertThat(failureOf(() -> client(amazon).profile(TOKEN)).error()).isEqualTo(LwaError.TIMEOUT);
        }
    }

    @Test
    void tlsHandshakeThatStallsTimesOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("https://127.0.0.1:" + silent.getLocalPort());

            assertThat(failureOf(() -> client(url).profile(TOKEN)).error()).isEqualTo(LwaError.TIMEOUT);
        }
    }

    @Test
    void serverWithoutTlsIsATlsFailure() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.speakingFirst("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            URI url = URI.create("https://127.0.0.1:" + amazon.url().getPort());

            assertThat(failureOf(() -> client(url).profile(TOKEN)).error()).isEqualTo(LwaError.TLS_FAILURE);
        }
    }

    @Test
    void closedPortAndUnknownHostAreUnreachable() throws Exception {
        URI closed;
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            closed = URI.create("http://127.0.0.1:" + listener.getLocalPort());
        }
        assertThat(failureOf(() -> client(closed).profile(TOKEN)).error()).isEqualTo(LwaError.UNREACHABLE);
        assertThat(failureOf(() -> client(URI.create("http://amazon.invalid")).profile(TOKEN))
                        .error())
                .isEqualTo(LwaError.UNREACHABLE);
    }

    @Test
    void connectionThatIsResetOrCutShortIsLost() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) -> socket.setSoLinger(true, 0))) {
            assertThat(failureOf(() -> client(amazon).exchange(CLIENT, GRANT)).error())
                    .isEqualTo(LwaError.CONNECTION_LOST);
            assertThat(amazon.requests()).as("sent on a new connection").hasSize(1);
        }
        try (ScriptedServer amazon = ScriptedServer.running((out, socket) ->
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"user_id\":\"A\"}".getBytes(UTF_8)))) {
            assertThat(failureOf(() -> client(amazon).profile(TOKEN)).error()).isEqualTo(LwaError.CONNECTION_LOST);
        }
    }

    @Test
    void answerThatIsNoHttpIsMalformed() throws Exception {
        try (ScriptedServer amazon =
                ScriptedServer.running((out, socket) -> out.write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(UTF_8)))) {
            assertThat(failureOf(() -> client(amazon).exchange(CLIENT, GRANT)).error())
                    .isIn(LwaError.MALFORMED_RESPONSE, LwaError.CONNECTION_LOST);
        }
    }

    // ---- Tokens from elsewhere

    @Test
    void tokenOfAnotherApplicationIsRefusedBeforeItsProfileIsFetched() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, tokenInfo("somebody-else", 60))) {
            assertThat(failureOf(() -> client(amazon).verify(TOKEN, Set.of("ours")))
                            .error())
                    .isEqualTo(LwaError.WRONG_AUDIENCE);
            assertThat(amazon.requests()).hasSize(1);
        }
    }

    @Test
    void tokenWithoutTimeLeftIsRefused() throws Exception {
        try (ScriptedServer amazon = ScriptedServer.answering(200, tokenInfo("ours", 0))) {
            assertThat(failureOf(() -> client(amazon).verify(TOKEN, Set.of("ours")))
                            .error())
                    .isEqualTo(LwaError.TOKEN_EXPIRED);
        }
    }

    @Test
    void tokenOfAnotherIssuerIsRefused() throws Exception {
        String info = tokenInfo("ours", 60).replace("www.amazon.com", "www.amazon.com.evil.example");
        try (ScriptedServer amazon = ScriptedServer.answering(200, info)) {
            assertThat(failureOf(() -> client(amazon).verify(TOKEN, Set.of("ours")))
                            .error())
                    .isEqualTo(LwaError.WRONG_ISSUER);
        }
    }

    @Test
    void tokenWhoseProfileIsAnotherPersonsIsRefused() throws Exception {
        try (ScriptedServer amazon = tokenInfoAndProfile("amzn1.account.B")) {
            assertThat(failureOf(() -> client(amazon).verify(TOKEN, Set.of("ours")))
                            .error())
                    .isEqualTo(LwaError.WRONG_USER);
        }
    }

    @Test
    void tokenOfOneOfOurApplicationsOpensTheProfile() throws Exception {
        try (ScriptedServer amazon = tokenInfoAndProfile("amzn1.account.A")) {
            assertThat(client(amazon)
                            .verify(TOKEN, Set.of("other", "ours"))
                            .profile()
                            .userId())
                    .isEqualTo("amzn1.account.A");
        }
    }

    /** Tokeninfo for person A, then a profile; the second is told from the first by the order of the requests. */
    private static ScriptedServer tokenInfoAndProfile(String userIdOfProfile) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        return ScriptedServer.running((out, socket) -> {
            String body = requests.getAndIncrement() == 0
                    ? tokenInfo("ours", 60)
                    : "{\"user_id\":\"" + userIdOfProfile + "\"}";
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .getBytes(UTF_8));
        });
    }

    private static String tokenInfo(String audience, int secondsLeft) {
        return "{\"aud\":\"" + audience
                + "\",\"user_id\":\"amzn1.account.A\",\"iss\":\"https://www.amazon.com\",\"exp\":" + secondsLeft
                + ",\"app_id\":\"amzn1.application.x\",\"iat\":1446510240}";
    }

    private LwaClient client(ScriptedServer amazon) {
        return client(amazon.url());
    }

    LwaClient client(URI url) {
        return connector.connect(http, LwaEndpoints.below(url, url));
    }

    private LwaException profileFailure(int status, String body) throws IOException {
        try (ScriptedServer amazon = ScriptedServer.answering(status, body)) {
            return failureOf(() -> client(amazon).profile(TOKEN));
        }
    }

    private static LwaException failureOf(ThrowingCallable call) {
        LwaException failure = catchThrowableOfType(LwaException.class, call);
        assertThat(failure).as("the failure").isNotNull();
        return failure;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets a little time pass between two bytes, which is the fault under test and not a wait for something. */
    private static void waitOn(Socket socket) throws IOException {
        try {
            socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            return;
        }
    }
}
