package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Answer;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.Shell;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** An administrator finds out what is wrong with a provider's set-up, and what is not, before anybody signs in. */
class SetupCheckIT {
    private static final AmazonEmulator AMAZON = Servers.amazon();

    private final HttpClient http = HttpClient.newHttpClient();
    private TestRealm realm;

    @BeforeEach
    void makeRealm() {
        AMAZON.reset();
        realm = TestRealm.create();
    }

    @AfterEach
    void close() {
        AMAZON.reset();
        realm.close();
    }

    @Test
    void aSetUpThatWorksIsShownWithAllThatAmazonMustKnow() throws Exception {
        realm.withAmazon(
                Map.of("defaultScope", "profile postal_code", "optionalScopes", "postal_code", "region", "EU"));

        JsonNode report = check();

        assertThat(report.path("works").asBoolean()).isTrue();
        assertThat(report.path("region").asText()).isEqualTo("EU");
        assertThat(report.path("clientId").asText()).isEqualTo(AmazonEmulator.CLIENT_ID);
        assertThat(report.path("returnUrl").asText()).isEqualTo(realm.returnUrl("amazon"));
        assertThat(report.path("scopes").toString()).isEqualTo("[\"profile\",\"postal_code\"]");
        assertThat(report.path("optionalScopes").toString()).isEqualTo("[\"postal_code\"]");
        assertThat(findings(report))
                .containsExactly(
                        "connection ok ok", "clientId ok ok", "clientSecret ok ok", "returnUrl ok ok", "scopes ok ok");
    }

    static List<Arguments> mistakes() {
        return List.of(
                Arguments.of(
                        "a wrong secret",
                        Map.of("clientSecret", "mistyped"),
                        List.of("clientId ok ok", "clientSecret wrong invalid_client", "returnUrl ok ok")),
                Arguments.of(
                        "a client id that Amazon does not know",
                        Map.of("clientId", "amzn1.application-oa2-client.00000000000000000000000000000000"),
                        List.of(
                                "clientId wrong unknown_client_id",
                                "clientSecret unknown invalid_client",
                                "returnUrl unknown unknown_client_id")),
                Arguments.of(
                        "a scope that Amazon does not know",
                        Map.of("defaultScope", "profile alexa:unheard_of"),
                        List.of("clientSecret ok ok", "returnUrl ok ok", "scopes wrong invalid_scope")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsToldFromTheOthers(String mistake, Map<String, String> settings, List<String> findings)
            throws Exception {
        realm.withAmazon(settings);

        JsonNode report = check();

        assertThat(report.path("works").asBoolean()).isFalse();
        assertThat(findings(report)).contains("connection ok ok").containsAll(findings);
    }

    @Test
    void aReturnUrlThatAmazonDoesNotAllowIsSpelledOut() throws Exception {
        realm.admin().update(frontend("https://login.example.com"));
        realm.withAmazon();
        String returnUrl = "https://login.example.com/realms/" + realm.name() + "/broker/amazon/endpoint";

        JsonNode report = check();

        assertThat(report.path("returnUrl").asText()).isEqualTo(returnUrl);
        assertThat(findings(report))
                .contains("clientId ok ok", "clientSecret ok ok", "returnUrl wrong return_url_not_allowed");
        assertThat(report.path("findings").findValuesAsText("message"))
                .anyMatch(message -> message.contains("Add " + returnUrl));
    }

    @Test
    void aSecretFromTheVaultIsLookedUp() throws Exception {
        Path secret = Servers.vault().resolve(realm.name() + "_amazon");
        Files.writeString(secret, AmazonEmulator.CLIENT_SECRET);
        try {
            realm.withAmazon(Map.of("clientSecret", "${vault.amazon}"));

            assertThat(findings(check())).contains("clientSecret ok ok");
        } finally {
            Files.delete(secret);
        }
    }

    static List<Arguments> waysToAmazonThatDoNotLeadThere() {
        return List.of(
                Arguments.of(NetworkFault.refuse(), "wrong", "unreachable", "open connections to the Internet"),
                Arguments.of(NetworkFault.stall(), "unknown", "timeout", "firewall"),
                Arguments.of(NetworkFault.untrustedCertificate(), "wrong", "tls_failure", "truststore"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("waysToAmazonThatDoNotLeadThere")
    void whatKeepsTheServerFromAmazonIsNamed(NetworkFault fault, String result, String code, String hint)
            throws Exception {
        realm.withAmazon();
        AMAZON.network(fault);
        String connection = "connection " + result + " " + code;
        useUpPooledConnections(connection);

        JsonNode report = check();

        assertThat(report.path("works").toString()).isEqualTo(result.equals("wrong") ? "false" : "null");
        assertThat(findings(report)).contains(connection, "clientSecret unknown " + code);
        assertThat(report.path("findings").findValuesAsText("message")).anyMatch(message -> message.contains(hint));
    }

    /** Keycloak's HTTP client notices late that a connection it kept was closed; a call over such a one fails in its own way. */
    private void useUpPooledConnections(String connection) {
        await("a call over a new connection").atMost(Duration.ofMinutes(1)).until(() -> {
            try (TestRealm other = TestRealm.create().withAmazon()) {
                return findings(check(other, adminToken())).contains(connection);
            }
        });
    }

    static List<Arguments> answersInsteadOfARefusedCode() {
        return List.of(
                Arguments.of(
                        "a proxy that wants a password", Fault.empty(407), "wrong", "proxy_refused", "proxy mapping"),
                Arguments.of(
                        "a proxy's page", Fault.html(200), "wrong", "malformed_answer", "most likely from a proxy"),
                Arguments.of(
                        "a proxy's refusal", Fault.html(403), "wrong", "unexpected_status", "most likely from a proxy"),
                Arguments.of("Amazon's fault", Fault.html(503), "unknown", "server_error", "Try again later"),
                Arguments.of("too many requests", Fault.empty(429), "unknown", "rate_limited", "limits the number"),
                Arguments.of(
                        "an error that nobody knows",
                        Fault.jsonError(400, "something_new", "odd"),
                        "unknown",
                        "unknown_error",
                        "sent an error that this provider does not expect here: something_new."),
                Arguments.of(
                        "an error about something else",
                        Fault.jsonError(400, "unsupported_grant_type", "odd"),
                        "ok",
                        "ok",
                        "Amazon refused the token request: unsupported_grant_type."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersInsteadOfARefusedCode")
    void whatAnswersInsteadOfTheTokenEndpointIsNamed(
            String answer, Fault fault, String result, String code, String hint) throws Exception {
        realm.withAmazon();
        AMAZON.on(Endpoint.TOKEN).always(fault);

        JsonNode report = check();

        assertThat(report.path("works").toString()).isEqualTo(result.equals("wrong") ? "false" : "null");
        assertThat(findings(report)).contains("connection " + result + " " + code, "clientId ok ok");
        assertThat(report.path("findings").findValuesAsText("message")).anyMatch(message -> message.contains(hint));
    }

    @Test
    void whatAmazonBringsToTheReturnUrlIsNamed() throws Exception {
        realm.withAmazon();
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.redirect(realm.returnUrl("amazon") + "?error=invalid_request"));

        JsonNode report = check();

        assertThat(report.path("works").toString()).isEqualTo("null");
        assertThat(findings(report))
                .containsExactly(
                        "connection ok ok",
                        "clientId ok ok",
                        "clientSecret ok ok",
                        "returnUrl ok ok",
                        "scopes unknown invalid_request");
        assertThat(report.path("findings").findValuesAsText("message"))
                .contains("Amazon refused the authorization request: invalid_request.");
    }

    @Test
    void whereTheSignInPageCannotBeSeenTheRestIsStillChecked() throws Exception {
        realm.withAmazon(Map.of("clientSecret", "mistyped"));
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.html(503));

        JsonNode report = check();

        assertThat(report.path("works").toString())
                .as("one of the two is wrong")
                .isEqualTo("false");
        assertThat(findings(report))
                .containsExactly(
                        "connection ok ok",
                        "clientId unknown invalid_client",
                        "clientSecret unknown invalid_client",
                        "returnUrl unknown server_error",
                        "scopes unknown server_error");
    }

    static List<Arguments> pagesThatAreNotTheSignInPage() {
        return List.of(
                Arguments.of("We're sorry", 200, "<h1>We're sorry!</h1><p>An error occurred"),
                Arguments.of(
                        "captcha", 200, "<form action=\"/errors/validateCaptcha\"><input name=\"field-keywords\">"),
                Arguments.of("challenge", 202, "<script>challenge()</script>"),
                Arguments.of(
                        "sign-in page of a proxy",
                        200,
                        "<title>Sign in</title><form name=\"signIn\" action=\"https://proxy.example/\"><input type=\"password\" name=\"password\">"),
                Arguments.of(
                        "page that speaks of the sign-in page",
                        200,
                        "<p>ap_email, ap_password, signIn and /ap/signin are what Amazon's page has"),
                Arguments.of("page with the form after the limit", 200, " ".repeat(200_000) + "<form name=\"signIn\">"),
                Arguments.of("no HTML", 200, "{\"signIn\": true}"),
                Arguments.of("empty", 200, ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pagesThatAreNotTheSignInPage")
    void anotherPageThanTheSignInPageShowsNothing(String name, int status, String page) throws Exception {
        realm.withAmazon();
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.answer(Answer.of(status, "text/html", page)));

        JsonNode report = check();

        assertThat(report.has("works")).isTrue();
        assertThat(report.path("works").isNull()).as("works is not known").isTrue();
        assertThat(findings(report))
                .containsExactly(
                        "connection ok ok",
                        "clientId ok ok",
                        "clientSecret ok ok",
                        "returnUrl unknown no_sign_in_page",
                        "scopes unknown no_sign_in_page");
        assertThat(report.path("findings").findValuesAsText("basis"))
                .allSatisfy(basis -> assertThat(basis).isNotBlank())
                .anyMatch(basis -> basis.contains("token endpoint"))
                .anyMatch(basis -> basis.contains("HTTP status " + status));
    }

    @Test
    void aServerThatMayReachOnlyTheApiDoesNotKnow() throws Exception {
        realm.withAmazon();
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.reset());

        JsonNode report = check();

        assertThat(report.path("works").isNull()).as("works is not known").isTrue();
        assertThat(findings(report)).contains("clientId ok ok", "clientSecret ok ok");
    }

    @Test
    void anUnknownClientIdBehindAChallengeIsOneOfTwoMistakes() throws Exception {
        realm.withAmazon(Map.of("clientId", "amzn1.application-oa2-client.00000000000000000000000000000000"));
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.answer(Answer.of(202, "text/html", "<script>challenge()</script>")));

        JsonNode report = check();

        assertThat(report.path("works").toString()).isEqualTo("false");
        assertThat(findings(report)).contains("clientId unknown invalid_client", "clientSecret unknown invalid_client");
    }

    @Test
    void theSignInPageMayBeElsewhereAtAmazonButNowhereElse() throws Exception {
        realm.withAmazon();
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.redirect("/ap/signout"));
        assertThat(findings(check())).contains("returnUrl unknown no_sign_in_page");

        try (TestRealm other = TestRealm.create().withAmazon()) {
            AMAZON.on(Endpoint.AUTHORIZE).always(Fault.redirect("http://127.0.0.1:1/elsewhere"));
            assertThat(findings(check(other, adminToken()))).contains("returnUrl unknown unexpected_status");
        }
    }

    @Test
    void nothingIsChangedAndNoSecretGivenAway() throws Exception {
        realm.withAmazon();
        var before = realm.admin()
                .partialExport(true, true)
                .getIdentityProviders()
                .get(0)
                .getConfig();

        long mark = Servers.keycloak().logMark();

        String report = get(realm, "amazon", adminToken()).body();

        assertThat(report).doesNotContain(AmazonEmulator.CLIENT_SECRET);
        assertThat(realm.users()).isEmpty();
        assertThat(realm.admin()
                        .partialExport(true, true)
                        .getIdentityProviders()
                        .get(0)
                        .getConfig())
                .isEqualTo(before);
        assertThat(Servers.keycloak().logSince(mark)).doesNotContain(AmazonEmulator.CLIENT_SECRET);
    }

    @Test
    void whoChecksTooOftenIsToldWhenToComeBack() throws Exception {
        realm.withAmazon();
        check();

        HttpResponse<String> tooEarly = get(realm, "amazon", adminToken());

        assertThat(tooEarly.statusCode()).isEqualTo(429);
        assertThat(tooEarly.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 6L);
        assertThat(AMAZON.requests(Endpoint.TOKEN)).hasSize(1);
    }

    @Test
    void onlyWhoMayManageIdentityProvidersMayCheck() throws Exception {
        realm.withAmazon();

        assertThat(get(realm, "amazon", "not a token").statusCode()).isEqualTo(401);
        try (Keycloak viewer = userWith("view-identity-providers")) {
            assertThat(get(realm, "amazon", tokenOf(viewer)).statusCode()).isEqualTo(403);
        }
        assertThat(AMAZON.requests(Endpoint.TOKEN)).isEmpty();
        try (Keycloak manager = userWith("manage-identity-providers")) {
            assertThat(get(realm, "amazon", tokenOf(manager)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void onlyAmazonProvidersOfTheRealmAreChecked() throws Exception {
        var google = TestRealm.amazon(Map.of());
        google.setAlias("google");
        google.setProviderId("google");
        realm.withProvider(google);

        assertThat(get(realm, "google", adminToken()).statusCode()).isEqualTo(404);
        assertThat(get(realm, "amazon", adminToken()).statusCode()).isEqualTo(404);
        assertThat(get(realm, "no%00such", adminToken()).statusCode()).isBetween(400, 404);
    }

    @Test
    void commandsForKcadmCheckTheSetup(@TempDir Path home) throws Exception {
        realm.withAmazon();

        String printed = Shell.loggedIn(Servers.keycloak(), home)
                .with("KEYCLOAK", Servers.keycloak().url())
                .with("KC_CLI_PASSWORD", Servers.keycloak().config().adminPassword())
                .with("REALM", realm.name())
                .run(commandsOfThePage().get(0));

        assertThat(printed).contains("\"works\" : true");
    }

    @Test
    @Tag("commands")
    void commandForCurlChecksTheSetup() throws Exception {
        realm.withAmazon();

        String printed = new Shell()
                .with("KEYCLOAK", Servers.keycloak().url())
                .with("REALM", realm.name())
                .with("TOKEN", adminToken())
                .run(commandsOfThePage().get(1));

        assertThat(printed).contains("\"works\":true");
    }

    private static List<String> commandsOfThePage() throws IOException {
        List<String> blocks = Pattern.compile("(?s)```sh\n(.*?)```")
                .matcher(Files.readString(Path.of("src/site/markdown/check-configuration.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);
        return blocks;
    }

    private static List<String> findings(JsonNode report) {
        return report.path("findings").findParents("subject").stream()
                .map(finding -> finding.path("subject").asText() + " "
                        + finding.path("result").asText() + " "
                        + finding.path("code").asText())
                .toList();
    }

    private JsonNode check() throws Exception {
        return check(realm, adminToken());
    }

    private JsonNode check(TestRealm realm, String token) throws Exception {
        HttpResponse<String> answer = get(realm, "amazon", token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> get(TestRealm realm, String alias, String token)
            throws IOException, InterruptedException {
        URI address = URI.create(Servers.keycloak().url() + "/admin/realms/" + realm.name() + "/amazon-check/" + alias);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String adminToken() {
        return tokenOf(realm.server());
    }

    private static String tokenOf(Keycloak admin) {
        return admin.tokenManager().getAccessTokenString();
    }

    private Keycloak userWith(String role) {
        UserRepresentation user = realm.addUser(role, role + "@example.com", "password");
        String client = realm.admin()
                .clients()
                .findByClientId("realm-management")
                .get(0)
                .getId();
        realm.admin()
                .users()
                .get(user.getId())
                .roles()
                .clientLevel(client)
                .add(List.of(
                        realm.admin().clients().get(client).roles().get(role).toRepresentation()));
        return KeycloakBuilder.builder()
                .serverUrl(Servers.keycloak().url())
                .realm(realm.name())
                .clientId("admin-cli")
                .username(role)
                .password("password")
                .build();
    }

    private static RealmRepresentation frontend(String url) {
        RealmRepresentation representation = new RealmRepresentation();
        representation.setAttributes(Map.of("frontendUrl", url));
        return representation;
    }
}
