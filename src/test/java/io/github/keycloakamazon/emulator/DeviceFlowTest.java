package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.keycloakamazon.emulator.junit.AmazonEmulatorExtension;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device without a browser: code pair, the user's page, polling, and a refresh without a secret. */
class DeviceFlowTest {
    @RegisterExtension
    static final AmazonEmulatorExtension AMAZON = AmazonEmulatorExtension.with(AmazonEmulator.builder()
            .client(AmazonEmulator.DEFAULT_CLIENT.withScope("alexa:all"))
            .slowDown(true));

    private static final EmulatedClient DEVICE =
            EmulatedClient.publicClient("amzn1.application-oa2-client.device").withName("Kitchen radio");

    private AmazonEmulator amazon;
    private TestBrowser browser;

    @BeforeEach
    void connect(AmazonEmulator emulator) {
        amazon = emulator;
        browser = new TestBrowser(emulator);
        amazon.addClient(DEVICE);
    }

    @Test
    void aCodePairHasTheRecordedShape() {
        HttpResponse<String> answer = codePair(Map.of());
        JsonNode pair = json(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(pair.fieldNames())
                .toIterable()
                .containsExactly("user_code", "device_code", "verification_uri", "expires_in", "interval");
        assertThat(pair.path("user_code").asText()).matches("[A-Z]{6}");
        assertThat(pair.path("device_code").asText()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(pair.path("verification_uri").asText()).isEqualTo(amazon.baseUrl() + "/us/code");
        assertThat(pair.path("expires_in").asInt()).isEqualTo(600);
        assertThat(pair.path("interval").asInt()).isEqualTo(30);
        assertThat(amazon.requests(Endpoint.CODEPAIR)).hasSize(1);
    }

    @Test
    void theUpperCaseSpellingOfThePathWorks() {
        assertThat(browser.post(
                                "/auth/O2/create/codepair",
                                "response_type=device_code&scope=profile&client_id=" + DEVICE.clientId())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theDeviceGetsTokensWhenItsUserHasAgreed() {
        JsonNode pair = json(codePair(Map.of()));
        assertError(poll(pair), "authorization_pending");

        assertThat(browser.get("/us/code").body()).contains("id=\"user-code\"", "action=\"/ap/cbl\"");
        assertThat(enter(pair).body()).contains("id=\"person-jane\"", "Kitchen radio");
        assertThat(signIn(pair, Person.JANE).body()).contains("id=\"allow\"", "Jane Doe");
        assertThat(decide(pair, "allow").body()).contains("id=\"device-allowed\"");

        JsonNode tokens = json(poll(pair));
        assertThat(tokens.fieldNames())
                .toIterable()
                .containsExactly("access_token", "refresh_token", "token_type", "expires_in");
        assertThat(json(browser.profile(tokens.path("access_token").asText()))
                        .path("user_id")
                        .asText())
                .isEqualTo(amazon.userId(Person.JANE, DEVICE.clientId()));
        assertError(poll(pair), "invalid_code_pair");
    }

    @Test
    void aDeviceRefreshesWithoutASecret() {
        JsonNode tokens = json(poll(approved()));
        Map<String, String> refresh = new LinkedHashMap<>();
        refresh.put("grant_type", "refresh_token");
        refresh.put("client_id", DEVICE.clientId());
        refresh.put("refresh_token", tokens.path("refresh_token").asText());

        JsonNode refreshed = json(browser.token(refresh));

        assertThat(refreshed.path("access_token").asText()).startsWith("Atza|");
        refresh.put("client_secret", "a public client has none");
        assertThat(browser.token(refresh).statusCode()).isEqualTo(401);
    }

    @Test
    void aUserWhoIsSignedInIsAskedAtOnce() {
        browser.signIn(Person.JANE, TestBrowser.goodRequest());

        assertThat(enter(json(codePair(Map.of()))).body()).contains("id=\"allow\"");
    }

    @Test
    void anotherAccountCanBeChosen() {
        JsonNode pair = json(codePair(Map.of()));
        signIn(pair, Person.JANE);

        HttpResponse<String> signedOut = browser.get("/ap/cbl/signout?user_code=" + userCode(pair));

        assertThat(TestBrowser.location(signedOut)).isEqualTo("/ap/cbl?user_code=" + userCode(pair));
        assertThat(enter(pair).body()).contains("id=\"person-jane\"");
    }

    @Test
    void whoCancelsEndsThePair() {
        JsonNode pair = json(codePair(Map.of()));
        signIn(pair, Person.JANE);

        assertThat(decide(pair, "cancel").body()).contains("id=\"device-denied\"");

        assertError(poll(pair), "invalid_code_pair");
        assertThat(decide(pair, "allow").body()).contains("id=\"code-error\"");
    }

    @Test
    void nobodyAgreesWithoutHavingSignedIn() {
        JsonNode pair = json(codePair(Map.of()));

        assertThat(decide(pair, "allow").body()).contains("id=\"person-jane\"");

        assertError(poll(pair), "authorization_pending");
    }

    @Test
    void anUnknownEmailAddressIsAskedForAgain() {
        JsonNode pair = json(codePair(Map.of()));

        assertThat(browser.post("/ap/cbl/signin?user_code=" + userCode(pair), "email=nobody%40example.com")
                        .body())
                .contains("id=\"email-error\"");
    }

    @Test
    void aPairExpires() {
        JsonNode waiting = json(codePair(Map.of()));
        JsonNode agreed = approved();

        amazon.clock().advance(Duration.ofMinutes(10));

        assertError(poll(waiting), "invalid_code_pair");
        assertError(poll(agreed), "invalid_code_pair");
        assertThat(enter(waiting).body()).contains("id=\"code-error\"");
    }

    @Test
    void aDeviceThatPollsTooOftenIsToldToSlowDown() {
        JsonNode pair = json(codePair(Map.of()));
        assertError(poll(pair), "authorization_pending");

        assertError(poll(pair), "slow_down");
        amazon.clock().advance(Duration.ofSeconds(30));
        assertError(poll(pair), "authorization_pending");
    }

    @Test
    void slowingDownIsAChoice() {
        try (AmazonEmulator patient = AmazonEmulator.start()) {
            TestBrowser other = new TestBrowser(patient);
            JsonNode pair = json(other.post(
                    "/auth/o2/create/codepair",
                    "response_type=device_code&scope=profile&client_id=" + AmazonEmulator.CLIENT_ID));
            Map<String, String> form = pollForm(pair);

            assertError(other.token(form), "authorization_pending");
            assertError(other.token(form), "authorization_pending");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOWER", "SPACES", "HYPHEN"})
    void theUserCodeIsTakenAsUsersTypeIt(String way) {
        String code = userCode(json(codePair(Map.of())));
        String typed = switch (way) {
            case "LOWER" -> code.toLowerCase(Locale.ROOT);
            case "SPACES" -> "+" + code.substring(0, 3) + "+" + code.substring(3) + "+";
            default -> code.substring(0, 3) + "-" + code.substring(3);
        };

        assertThat(browser.get("/ap/cbl?user_code=" + typed).body()).contains("id=\"person-jane\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?user_code=", "?user_code=ZZZZZZ", "?user_code=%3Cimg%3E"})
    void aWrongUserCodeIsAskedForAgain(String query) {
        assertThat(browser.get("/ap/cbl" + query).body())
                .contains("id=\"code-error\"", "aria-invalid=\"true\"")
                .doesNotContain("<img>");
    }

    @Test
    void aUserCodeIsNotEnoughToPoll() {
        JsonNode one = approved();
        JsonNode other = json(codePair(Map.of()));
        Map<String, String> mixed = pollForm(one);
        mixed.put("user_code", userCode(other));

        assertError(browser.token(mixed), "invalid_code_pair");
        assertThat(poll(one).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_code", "device_code"})
    void aMissingParameterOfAPollIsNamed(String name) {
        Map<String, String> form = pollForm(json(codePair(Map.of())));
        form.remove(name);

        assertThat(json(browser.token(form)).path("error_description").asText())
                .isEqualTo("The request is missing a required parameter : " + name);
    }

    @Test
    void aScopeWithoutPermissionIsRefusedInTheRecordedWords() {
        JsonNode error = json(codePair(Map.of("scope", "alexa:all profile")));

        assertThat(error.path("error").asText()).isEqualTo("invalid_scope");
        assertThat(error.path("error_description").asText())
                .matches(
                        "Client does not have permission to use scope : com\\.amazon\\.aztec\\.service\\.Scope@[0-9a-f]{8}");
    }

    @Test
    void aScopeOfAnotherServiceIsGrantedToAClientThatMayAskForIt() {
        assertThat(codePair(Map.of("scope", "alexa:all", "client_id", AmazonEmulator.CLIENT_ID))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anUnknownClientIsAnInvalidValue() {
        JsonNode error = json(codePair(Map.of("client_id", "{{amzn1.application-oa2-client.x}}")));

        assertThat(error.path("error").asText()).isEqualTo("InvalidValue");
        assertThat(error.path("error_description").asText())
                .isEqualTo("The request has an invalid parameter : client_id");
    }

    @Test
    void anotherResponseTypeIsRefused() {
        assertThat(json(codePair(Map.of("response_type", "code")))
                        .path("error_description")
                        .asText())
                .isEqualTo("The request has an invalid parameter : response_type");
    }

    private HttpResponse<String> codePair(Map<String, String> changes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("response_type", "device_code");
        form.put("client_id", DEVICE.clientId());
        form.put("scope", "profile");
        form.putAll(changes);
        return browser.post(Endpoint.CODEPAIR.path(), TestBrowser.encode(form));
    }

    private JsonNode approved() {
        JsonNode pair = json(codePair(Map.of()));
        signIn(pair, Person.JANE);
        decide(pair, "allow");
        return pair;
    }

    private HttpResponse<String> enter(JsonNode pair) {
        return browser.get("/ap/cbl?user_code=" + userCode(pair));
    }

    private HttpResponse<String> signIn(JsonNode pair, Person person) {
        return browser.post("/ap/cbl/signin?user_code=" + userCode(pair), "person=" + person.key());
    }

    private HttpResponse<String> decide(JsonNode pair, String decision) {
        return browser.post("/ap/cbl/consent?user_code=" + userCode(pair), "decision=" + decision);
    }

    private HttpResponse<String> poll(JsonNode pair) {
        return browser.token(pollForm(pair));
    }

    private static Map<String, String> pollForm(JsonNode pair) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "device_code");
        form.put("user_code", userCode(pair));
        form.put("device_code", pair.path("device_code").asText());
        return form;
    }

    private static String userCode(JsonNode pair) {
        return pair.path("user_code").asText();
    }

    private static void assertError(HttpResponse<String> answer, String error) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").asText()).isEqualTo(error);
    }
}
