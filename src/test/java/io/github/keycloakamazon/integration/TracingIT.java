package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.emulator.ReceivedRequest;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Keycloak's tracing exports of a login with Amazon, to a receiver of OTLP. */
class TracingIT {
    private static final String CALLBACK = "GET /realms/{realm}/broker/{provider_alias}/endpoint";
    private static final String LOGIN = "GET /realms/{realm}/broker/{provider_alias}/login";
    private static final Duration EXPORTED_WITHIN = Duration.ofSeconds(60);

    private static SpanReceiver receiver;
    private static KeycloakServer keycloak;

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private TestRealm realm;

    @BeforeAll
    static void start() throws IOException {
        receiver = new SpanReceiver();
        keycloak = KeycloakServer.start(Servers.keycloakFor(Servers.amazon())
                .name("tracing")
                .option("tracing-enabled", "true")
                .option("tracing-protocol", "http/protobuf")
                .option("tracing-endpoint", receiver.url()));
    }

    @AfterAll
    static void stop() {
        keycloak.close();
        receiver.close();
    }

    @BeforeEach
    void createRealm() {
        amazon.reset();
        realm = TestRealm.create(keycloak, representation -> {}).withAmazon();
        receiver.mark();
    }

    @AfterEach
    void removeRealm() {
        amazon.reset();
        browser.close();
        realm.close();
    }

    @Test
    void loginHasASpanForEachOfItsCallsToAmazon() {
        realm.signIn(browser, Person.JANE);

        Span callback = await(span -> span.getName().equals(CALLBACK));
        Span token = await(span -> span.getName().equals("amazon token"));
        Span profile = await(span -> span.getName().equals("amazon profile"));
        assertThat(List.of(token, profile)).allSatisfy(span -> {
            assertThat(span.getTraceId()).isEqualTo(callback.getTraceId());
            assertThat(span.getKind()).isEqualTo(SpanKind.SPAN_KIND_INTERNAL);
            assertThat(SpanReceiver.attributes(span)).isEmpty();
            assertThat(span.getStartTimeUnixNano()).isGreaterThanOrEqualTo(callback.getStartTimeUnixNano());
            assertThat(span.getEndTimeUnixNano())
                    .isGreaterThan(span.getStartTimeUnixNano())
                    .isLessThanOrEqualTo(callback.getEndTimeUnixNano());
        });
        assertThat(token.getEndTimeUnixNano()).isLessThanOrEqualTo(profile.getStartTimeUnixNano());
    }

    @Test
    void failedCallHasOurCode() {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.html(503));

        realm.signIn(browser, Person.JANE);

        Span profile = await(span -> span.getName().equals("amazon profile"));
        assertThat(SpanReceiver.attributes(profile)).containsOnly(Map.entry("error.type", "server_error"));
        assertThat(profile.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(profile.getStatus().getMessage()).isEmpty();
        assertThat(profile.getEventsList()).isEmpty();
    }

    /** Keycloak's own spans of a request have its query, and its events have what a realm's events have. */
    @Test
    void nothingSecretOrPersonalIsInASpanOfACallToAmazon() {
        realm.signIn(browser, Person.JANE);

        await(span -> span.getName().equals("amazon profile"));
        Span callback = await(span -> span.getName().equals(CALLBACK));
        ReceivedRequest sent = amazon.requests(Endpoint.TOKEN).get(0);
        String accessToken =
                amazon.requests(Endpoint.PROFILE).get(0).header("Authorization").replace("Bearer ", "");
        List<Span> calls = receiver.recent().stream()
                .filter(span -> span.getTraceId().equals(callback.getTraceId()))
                .filter(span -> span.getKind() == SpanKind.SPAN_KIND_CLIENT
                        || span.getName().startsWith("amazon "))
                .toList();
        assertThat(calls).hasSizeGreaterThanOrEqualTo(4);
        assertThat(calls.toString())
                .doesNotContain(
                        sent.form("code"),
                        sent.form("code_verifier"),
                        sent.form("client_secret"),
                        accessToken,
                        Person.JANE.email(),
                        Person.JANE.name(),
                        amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
    }

    /** The first login of this class opens one, whichever that is. */
    @Test
    void connectionOpenedAheadBelongsToTheTraceOfItsLogin() {
        realm.signIn(browser, Person.JANE);

        Span ahead = await(
                receiver::all,
                span -> (amazon.apiBaseUrl() + "/")
                        .equals(SpanReceiver.attributes(span).get("url.full")));
        Span login = await(receiver::all, span -> span.getName().equals(LOGIN));
        assertThat(ahead.getParentSpanId().isEmpty()).isFalse();
        assertThat(ahead.getTraceId()).isEqualTo(login.getTraceId());
    }

    /** Said on the privacy page. It is Keycloak's HTTP client that does it. */
    @Test
    void amazonLearnsTheIdOfTheTraceAndNothingElse() {
        realm.signIn(browser, Person.JANE);

        Span callback = await(span -> span.getName().equals(CALLBACK));
        assertThat(amazon.requests(Endpoint.PROFILE).get(0).header("traceparent"))
                .startsWith("00-" + hex(callback.getTraceId()) + "-");
        assertThat(amazon.requests(Endpoint.PROFILE).get(0).headers().keySet())
                .extracting(header -> header.toLowerCase(Locale.ROOT))
                .containsExactlyInAnyOrder(
                        "accept", "authorization", "connection", "host", "traceparent", "user-agent");
    }

    /** The option that the privacy page names. */
    @Test
    void amazonDoesNotLearnTheIdOfTheTraceWithTheOtherHttpClientOfKeycloaks() {
        try (KeycloakServer untraced = KeycloakServer.start(Servers.keycloakFor(amazon)
                        .name("untraced")
                        .option("tracing-enabled", "true")
                        .option("tracing-protocol", "http/protobuf")
                        .option("tracing-endpoint", receiver.url())
                        .option("spi-connections-http-client--provider", "default"));
                TestRealm other =
                        TestRealm.create(untraced, representation -> {}).withAmazon()) {
            other.signIn(browser, Person.JANE);

            assertThat(other.application().isSignedIn(browser.address())).isTrue();
            assertThat(amazon.requests(Endpoint.PROFILE)).hasSize(1);
            assertThat(amazon.requests(Endpoint.PROFILE).get(0).headers().keySet())
                    .extracting(header -> header.toLowerCase(Locale.ROOT))
                    .doesNotContain("traceparent", "tracestate", "baggage");
        }
    }

    private static Span await(Predicate<Span> wanted) {
        return await(receiver::recent, wanted);
    }

    private static Span await(Supplier<List<Span>> spans, Predicate<Span> wanted) {
        return Awaitility.await()
                .atMost(EXPORTED_WITHIN)
                .until(() -> spans.get().stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
