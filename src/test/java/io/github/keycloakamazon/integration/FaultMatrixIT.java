package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.emulator.ReceivedRequest;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.ExchangePermission;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.lwa.LwaError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Each way Amazon can fail, at each of the three calls: the person is told what to do and can do it, nobody gets in, the administrator
 * finds a stable code, nothing secret or personal is logged, and once Amazon is well again, so is the login.
 */
class FaultMatrixIT {
    private static final ResourceBundle MESSAGES =
            ResourceBundle.getBundle("theme-resources.messages.messages", Locale.ENGLISH);

    private static final Person ZAPHOD =
            new Person("zaphod", "Zaphod Beeblebrox", "president@galaxy.example", "42042-4242");

    private static TestRealm realm;

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private long logMark;

    @BeforeAll
    static void makeRealm() {
        realm = TestRealm.create().withAmazon();
        ExchangePermission.grant(realm);
        Servers.amazon().addPerson(ZAPHOD);
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @BeforeEach
    void forgetEarlierRows() {
        amazon.reset();
        logMark = Servers.keycloak().logMark();
    }

    @AfterEach
    void removePeople() {
        browser.close();
        amazon.reset();
        for (UserRepresentation user : realm.users()) {
            realm.admin().users().get(user.getId()).remove();
        }
    }

    /** One way to fail, and what becomes of it. */
    private record Row(String name, Failing failing, String code, String message) {
        static Row answer(String name, Fault fault, String code, String message) {
            return new Row(name, (amazon, endpoint) -> amazon.on(endpoint).always(fault), code, message);
        }

        /** Lets the calls before this one succeed. */
        static Row network(String name, NetworkFault fault, String code, String message) {
            Failing failing = (amazon, endpoint) -> {
                if (endpoint == Endpoint.PROFILE) {
                    amazon.on(Endpoint.TOKEN).answerOnceThen(fault);
                } else {
                    amazon.network(fault);
                    useUpPooledConnections(amazon, code);
                }
            };
            return new Row(name, failing, code, message);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Keycloak's HTTP client notices late that a connection it kept was closed, so what went wrong with a call may be that. Calls until
     * one is made over a new connection and fails as it should.
     */
    private static void useUpPooledConnections(AmazonEmulator amazon, String code) {
        String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, ZAPHOD, "profile");
        await("a call over a new connection").atMost(Duration.ofMinutes(1)).until(() -> {
            exchange(token);
            return realm.lastEvent("TOKEN_EXCHANGE_ERROR")
                    .orElseThrow()
                    .getDetails()
                    .get("reason")
                    .equals(code);
        });
    }

    private interface Failing {
        void at(AmazonEmulator amazon, Endpoint endpoint);
    }

    private static Stream<Row> everywhere() {
        return Stream.of(
                error(401, "invalid_client", "Client authentication failed", "amazonLoginSetup"),
                error(400, "invalid_grant", "The request has an invalid grant parameter : code", "amazonLoginExpired"),
                error(
                        400,
                        "invalid_grant",
                        "The request has an invalid grant parameter : redirect_uri",
                        "amazonLoginSetup"),
                error(
                        400,
                        "unauthorized_client",
                        "The client is not authorized to request an authorization code",
                        "amazonLoginSetup"),
                error(400, "invalid_scope", "The request has an invalid parameter : scope", "amazonLoginSetup"),
                error(200, "invalid_request", "A failure that calls itself a success", "amazonLoginSetup"),
                Row.answer(
                        "500 ServerError",
                        Fault.jsonError(500, "ServerError", "Internal error"),
                        "server_error",
                        "amazonLoginUnavailable"),
                Row.answer("429", Fault.empty(429), "rate_limited", "amazonLoginUnavailable"),
                Row.answer("500", Fault.empty(500), "server_error", "amazonLoginUnavailable"),
                Row.answer("503 with HTML", Fault.html(503), "server_error", "amazonLoginUnavailable"),
                Row.answer("HTML", Fault.html(200), "malformed_answer", "amazonLoginUnusable"),
                Row.answer("nothing", Fault.empty(200), "malformed_answer", "amazonLoginUnusable"),
                Row.answer("status 204", Fault.empty(204), "unexpected_status", "amazonLoginUnusable"),
                Row.answer(
                        "redirect",
                        Fault.redirect("https://example.com/elsewhere"),
                        "unexpected_status",
                        "amazonLoginUnusable"),
                Row.answer(
                        "array",
                        Fault.transform(answer -> answer.withBody("[" + answer.body() + "]")),
                        "malformed_answer",
                        "amazonLoginUnusable"),
                Row.answer(
                        "two objects",
                        Fault.transform(answer -> answer.withBody(answer.body() + answer.body())),
                        "malformed_answer",
                        "amazonLoginUnusable"),
                Row.answer("truncated", Fault.truncated(), "connection_lost", "amazonLoginUnreachable"),
                Row.answer("64 MiB", Fault.hugeBody(64L << 20), "answer_too_large", "amazonLoginUnusable"),
                Row.answer("drip", Fault.slowDrip(Duration.ofMillis(200)), "timeout", "amazonLoginSlow"),
                Row.answer("hang", Fault.hang(), "timeout", "amazonLoginSlow"),
                Row.answer("reset", Fault.reset(), "connection_lost", "amazonLoginUnreachable"),
                Row.network("refused", NetworkFault.refuse(), "unreachable", "amazonLoginUnreachable"),
                Row.network("stalled handshake", NetworkFault.stall(), "timeout", "amazonLoginSlow"),
                Row.network(
                        "untrusted certificate",
                        NetworkFault.untrustedCertificate(),
                        "tls_failure",
                        "amazonLoginUnreachable"));
    }

    private static Row error(int status, String code, String description, String message) {
        return Row.answer(
                status + " " + code + " (" + description + ")",
                Fault.jsonError(status, code, description),
                code,
                message);
    }

    private static Row wrongMember(String member, Object value, String code) {
        return Row.answer(member + " is " + value, Fault.set(member, value), code, "amazonLoginUnusable");
    }

    static Stream<Arguments> duringLogin() {
        return Stream.concat(
                Stream.of(Endpoint.TOKEN, Endpoint.PROFILE)
                        .flatMap(endpoint -> everywhere().map(row -> Arguments.of(endpoint, row))),
                Stream.of(
                        Arguments.of(Endpoint.TOKEN, wrongMember("access_token", 17, "missing_access_token")),
                        Arguments.of(Endpoint.TOKEN, wrongMember("access_token", "a b", "missing_access_token")),
                        Arguments.of(Endpoint.TOKEN, wrongMember("access_token", List.of("a"), "missing_access_token")),
                        Arguments.of(Endpoint.PROFILE, wrongMember("user_id", 17, "missing_user_id")),
                        Arguments.of(Endpoint.PROFILE, wrongMember("user_id", " ", "missing_user_id")),
                        Arguments.of(Endpoint.PROFILE, wrongMember("user_id", "a\u0000b", "missing_user_id"))));
    }

    static Stream<Arguments> duringExchange() {
        return Stream.concat(
                everywhere().map(row -> Arguments.of(Endpoint.TOKENINFO, row)),
                Stream.of(
                        Arguments.of(Endpoint.TOKENINFO, wrongMember("user_id", 17, "missing_user_id")),
                        Arguments.of(Endpoint.TOKENINFO, wrongMember("user_id", "amzn1.account.B", "wrong_user")),
                        Arguments.of(Endpoint.TOKENINFO, wrongMember("aud", List.of("a"), "wrong_audience")),
                        Arguments.of(
                                Endpoint.TOKENINFO,
                                wrongMember("aud", "amzn1.application-oa2-client.other", "wrong_audience")),
                        Arguments.of(Endpoint.TOKENINFO, wrongMember("iss", "https://amazon.example", "wrong_issuer")),
                        Arguments.of(Endpoint.TOKENINFO, wrongMember("exp", "soon", "token_expired")),
                        Arguments.of(Endpoint.TOKENINFO, wrongMember("exp", 0, "token_expired")),
                        Arguments.of(Endpoint.PROFILE, wrongMember("user_id", 17, "missing_user_id"))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("duringLogin")
    void loginThatFailsLeadsBackToTheLoginPageAndWorksTheNextTime(Endpoint endpoint, Row row) {
        fail(row, endpoint);

        realm.signIn(browser, ZAPHOD);

        assertThat(browser.text()).contains(message(row));
        assertThat(message(row)).contains("Amazon");
        assertThat(browser.status()).as("an ordinary page").isEqualTo(200);
        assertThat(browser.has("social-amazon")).as("the button, to try again").isTrue();
        assertThat(browser.has("password")).as("the other way in").isTrue();
        assertThat(realm.users()).isEmpty();
        EventRepresentation event =
                realm.lastEvent("IDENTITY_PROVIDER_LOGIN_ERROR").orElseThrow();
        assertThat(event.getDetails())
                .containsEntry("identity_provider", TestRealm.ALIAS)
                .containsEntry("reason", row.code());
        assertThat(log()).contains("code=" + row.code());
        assertThat(amazon.requests(Endpoint.TOKENINFO)).as("calls for nothing").isEmpty();
        if (endpoint == Endpoint.TOKEN) {
            assertThat(amazon.requests(Endpoint.PROFILE))
                    .as("calls for nothing")
                    .isEmpty();
        }

        amazon.on(endpoint).clear();
        amazon.network(NetworkFault.none());
        browser.click("social-amazon");

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertThat(realm.onlyUser().getEmail()).isEqualTo(ZAPHOD.email());
        assertNothingSecretWasLogged();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("duringExchange")
    void exchangeThatFailsIsRefusedAndWorksTheNextTime(Endpoint endpoint, Row row) {
        String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, ZAPHOD, "profile");
        fail(row, endpoint);

        TestApplication.Answer refused = exchange(token);

        assertThat(refused.json().path("error").asText())
                .isEqualTo(refused.status() == 400 ? "invalid_token" : "temporarily_unavailable");
        assertThat(refused.status()).isIn(isTemporary(row.code()) ? List.of(503, 504) : List.of(400));
        assertThat(realm.users()).isEmpty();
        EventRepresentation event = realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow();
        assertThat(event.getDetails())
                .containsEntry("identity_provider", TestRealm.ALIAS)
                .containsEntry("reason", row.code());
        assertThat(log()).contains("code=" + row.code());

        amazon.on(endpoint).clear();
        amazon.network(NetworkFault.none());
        TestApplication.Answer accepted = exchange(token);

        assertThat(accepted.status()).as(accepted.body()).isEqualTo(200);
        assertThat(realm.onlyUser().getEmail()).isEqualTo(ZAPHOD.email());
        assertThat(log()).doesNotContain(token);
        assertNothingSecretWasLogged();
    }

    /** Amazon says JSON, and what is JSON is believed whatever it is called; a page of HTML is none. */
    @ParameterizedTest
    @MethodSource("callsOfALogin")
    void answerUnderAnotherContentTypeIsReadForWhatItIs(Endpoint endpoint) {
        amazon.on(endpoint).always(Fault.contentType("text/plain"));

        realm.signIn(browser, ZAPHOD);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }

    static Stream<Endpoint> callsOfALogin() {
        return Stream.of(Endpoint.TOKEN, Endpoint.PROFILE);
    }

    @Test
    void tenHugeAnswersAtATimeDoNotFillTheMemory() throws Exception {
        amazon.on(Endpoint.PROFILE).always(Fault.hugeBody(64L << 20));
        ExecutorService people = Executors.newFixedThreadPool(10);
        try {
            List<Callable<String>> logins = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                logins.add(FaultMatrixIT::pageOfALogin);
            }
            for (Future<String> page : people.invokeAll(logins)) {
                assertThat(page.get()).contains(MESSAGES.getString("amazonLoginUnusable"));
            }
        } finally {
            people.shutdownNow();
        }

        amazon.on(Endpoint.PROFILE).clear();
        realm.signIn(browser, ZAPHOD);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertThat(log()).doesNotContain("OutOfMemoryError");
    }

    /** What it takes to fail is no part of what is looked at. */
    private void fail(Row row, Endpoint endpoint) {
        row.failing().at(amazon, endpoint);
        amazon.forgetRequests();
        realm.admin().clearEvents();
        logMark = Servers.keycloak().logMark();
    }

    private static String pageOfALogin() {
        try (Browser own = new Browser()) {
            return realm.signIn(own, ZAPHOD).text();
        }
    }

    private static boolean isTemporary(String code) {
        return Stream.of(LwaError.values())
                .anyMatch(error -> error.code().equals(code) && error.kind().isTemporary());
    }

    private static TestApplication.Answer exchange(String amazonToken) {
        return realm.application().exchangeAmazonToken(amazonToken);
    }

    private static String message(Row row) {
        return MESSAGES.getString(row.message());
    }

    private String log() {
        return Servers.keycloak().logSince(logMark);
    }

    /** The codes, tokens and verifiers that really passed, the client secret, and who the person is. */
    private void assertNothingSecretWasLogged() {
        List<String> secrets = new ArrayList<>(List.of(
                AmazonEmulator.CLIENT_SECRET,
                "Beeblebrox",
                "president@galaxy.example",
                "42042-4242",
                amazon.userId(ZAPHOD, AmazonEmulator.CLIENT_ID)));
        for (ReceivedRequest request : amazon.requests(Endpoint.TOKEN)) {
            Stream.of("code", "code_verifier")
                    .map(request::form)
                    .filter(Objects::nonNull)
                    .forEach(secrets::add);
        }
        for (ReceivedRequest request : amazon.requests(Endpoint.PROFILE)) {
            secrets.add(Objects.requireNonNull(request.header("Authorization")).substring("Bearer ".length()));
        }
        assertThat(secrets).as("what was looked for").hasSizeGreaterThan(5);
        assertThat(log()).doesNotContain(secrets);
    }
}
