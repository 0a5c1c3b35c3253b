package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.exchange;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequest;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequestWith;
import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEndpointTest {
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /** RFC 7636 appendix B. */
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final AmazonEmulator amazon = AmazonEmulator.start();
    private final TestBrowser browser = new TestBrowser(amazon);

    @AfterEach
    void stop() {
        amazon.close();
    }

    @Test
    void aCodeIsExchangedForTokens() {
        HttpResponse<String> answer = browser.token(exchange(browser.code()));
        JsonNode json = json(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json;charset=UTF-8");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("Pragma")).hasValue("no-cache");
        assertThat(names(json)).containsExactlyInAnyOrder("access_token", "refresh_token", "token_type", "expires_in");
        assertThat(json.path("access_token").asText())
                .matches("Atza\\|IwEBI[A-Za-z0-9_-]+")
                .hasSize(375);
        assertThat(json.path("refresh_token").asText())
                .matches("Atzr\\|IwEBI[A-Za-z0-9_-]+")
                .hasSize(375);
        assertThat(json.path("token_type").asText()).isEqualTo("bearer");
        assertThat(json.path("expires_in").isIntegralNumber()).isTrue();
        assertThat(json.path("expires_in").asLong()).isEqualTo(3600);
    }

    @Test
    void theUpperCaseSpellingOfThePathWorks() {
        HttpResponse<String> answer = browser.post("/auth/O2/token", TestBrowser.encode(exchange(browser.code())));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(amazon.requests(Endpoint.TOKEN)).hasSize(1);
    }

    @Test
    void codeUsedTwiceIsRefused() {
        Map<String, String> form = exchange(browser.code());
        browser.token(form);

        assertError(browser.token(form), 400, "invalid_grant", "The request has an invalid grant parameter : code");
    }

    @Test
    void aCodeRacedForIsGivenOnce() {
        Map<String, String> form = exchange(browser.code());

        long winners = IntStream.range(0, 16)
                .parallel()
                .filter(i -> browser.token(form).statusCode() == 200)
                .count();

        assertThat(winners).isEqualTo(1);
    }

    @Test
    void codeIsGoodForFiveMinutes() {
        Map<String, String> justInTime = exchange(browser.code());
        amazon.clock().advance(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(browser.token(justInTime).statusCode()).isEqualTo(200);

        Map<String, String> tooLate = exchange(browser.code());
        amazon.clock().advance(Duration.ofMinutes(5));
        assertError(browser.token(tooLate), 400, "invalid_grant", "The request has an invalid grant parameter : code");
    }

    @Test
    void aCodeOfAnotherClientIsRefusedAndStaysGood() {
        EmulatedClient other = EmulatedClient.named("Other");
        amazon.addClient(other);
        String code = browser.code();
        Map<String, String> form = exchange(code);
        form.put("client_id", other.clientId());
        form.put("client_secret", other.secret());

        assertError(browser.token(form), 400, "invalid_grant", "The request has an invalid grant parameter : code");
        assertThat(browser.token(exchange(code)).statusCode()).isEqualTo(200);
    }

    @Test
    void anUnknownCodeIsRefused() {
        assertError(
                browser.token(exchange("ANBzsjhYZmNCTeAszagk")),
                400,
                "invalid_grant",
                "The request has an invalid grant parameter : code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "with spaces and more text", "<script>alert(1)</script>"})
    void aCodeThatCannotBeOneIsAnInvalidParameter(String code) {
        assertError(
                browser.token(exchange(code)), 400, "invalid_request", "The request has an invalid parameter : code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "code", "redirect_uri", "client_id"})
    void aMissingParameterIsNamed(String name) {
        Map<String, String> form = exchange(browser.code());
        form.remove(name);

        assertError(
                browser.token(form), 400, "invalid_request", "The request is missing a required parameter : " + name);
    }

    @Test
    void aParameterWithoutAValueCountsAsMissing() {
        Map<String, String> form = exchange(browser.code());
        form.put("code", "");

        assertError(browser.token(form), 400, "invalid_request", "The request is missing a required parameter : code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.test/callback/", "https://app.test/callback?a=b", "https://app.test/"})
    void anotherReturnUrlIsRefused(String returnUrl) {
        Map<String, String> form = exchange(browser.code());
        form.put("redirect_uri", returnUrl);

        assertError(
                browser.token(form), 400, "invalid_grant", "The request has an invalid grant parameter : redirect_uri");
    }

    @Test
    void aWrongSecretIsTheOneError401() {
        Map<String, String> form = exchange(browser.code());
        form.put("client_secret", "wrong");

        assertError(browser.token(form), 401, "invalid_client", "Client authentication failed");
    }

    @Test
    void anUnknownClientIsA401Too() {
        Map<String, String> form = exchange(browser.code());
        form.put("client_id", "amzn1.application-oa2-client.unknown");

        assertError(browser.token(form), 401, "invalid_client", "Client authentication failed");
    }

    @Test
    void basicAuthenticationWorks() {
        Map<String, String> form = exchange(browser.code());
        form.remove("client_id");
        form.remove("client_secret");

        HttpResponse<String> answer = withBasic(form, AmazonEmulator.CLIENT_ID + ":" + AmazonEmulator.CLIENT_SECRET);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).has("refresh_token")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody:secret", "no-colon", AmazonEmulator.CLIENT_ID + ":wrong"})
    void badBasicAuthenticationIsRefused(String pair) {
        Map<String, String> form = exchange(browser.code());
        form.remove("client_id");
        form.remove("client_secret");

        assertError(withBasic(form, pair), 401, "invalid_client", "Client authentication failed");
    }

    @Test
    void basicAuthenticationOfAnotherThanTheBodyIsRefused() {
        EmulatedClient other = EmulatedClient.named("Other");
        amazon.addClient(other);

        assertError(
                withBasic(exchange(browser.code()), other.clientId() + ":" + other.secret()),
                401,
                "invalid_client",
                "Client authentication failed");
    }

    @Test
    void withoutASecretAndWithPkceThereIsNoRefreshToken() {
        Map<String, String> form = exchange(browser.code(withS256()));
        form.remove("client_secret");
        form.put("code_verifier", VERIFIER);

        HttpResponse<String> answer = browser.token(form);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(names(json(answer))).containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
    }

    @Test
    void withoutASecretAndWithoutPkceNobodyIsAuthenticated() {
        Map<String, String> form = exchange(browser.code());
        form.remove("client_secret");

        assertError(browser.token(form), 401, "invalid_client", "Client authentication failed");
    }

    @Test
    void theVerifierMustMeetAnS256Challenge() {
        Map<String, String> form = exchange(browser.code(withS256()));

        assertError(
                browser.token(form),
                400,
                "invalid_request",
                "The request is missing a required parameter : code_verifier");
        form.put("code_verifier", "too-short");
        assertError(
                browser.token(form), 400, "invalid_request", "The request has an invalid parameter : code_verifier");
        form.put("code_verifier", CHALLENGE);
        assertError(
                browser.token(form),
                400,
                "invalid_grant",
                "The request has an invalid grant parameter : code_verifier");
        form.put("code_verifier", VERIFIER);
        assertThat(browser.token(form).statusCode()).isEqualTo(200);
    }

    @Test
    void aChallengeWithoutAMethodIsPlain() {
        Map<String, String> form = exchange(browser.code(goodRequestWith("code_challenge", VERIFIER)));
        form.put("code_verifier", VERIFIER + "x");

        assertThat(json(browser.token(form)).path("error").asText()).isEqualTo("invalid_grant");
        form.put("code_verifier", VERIFIER);
        assertThat(browser.token(form).statusCode()).isEqualTo(200);
    }

    @Test
    void aChallengeCanBePlainByName() {
        Map<String, String> request = goodRequestWith("code_challenge", VERIFIER);
        request.put("code_challenge_method", "plain");
        Map<String, String> form = exchange(browser.code(request));
        form.put("code_verifier", VERIFIER);

        assertThat(browser.token(form).statusCode()).isEqualTo(200);
    }

    @Test
    void aVerifierWithoutAChallengeIsRefused() {
        Map<String, String> form = exchange(browser.code());
        form.put("code_verifier", VERIFIER);

        assertError(
                browser.token(form),
                400,
                "invalid_grant",
                "The request has an invalid grant parameter : code_verifier");
    }

    @Test
    void aRefreshReturnsTheSameRefreshToken() {
        JsonNode first = json(browser.token(exchange(browser.code())));
        String refreshToken = first.path("refresh_token").asText();

        JsonNode second = json(browser.token(refresh(refreshToken)));

        assertThat(second.path("refresh_token").asText()).isEqualTo(refreshToken);
        assertThat(second.path("access_token").asText())
                .startsWith("Atza|")
                .isNotEqualTo(first.path("access_token").asText());
        assertThat(browser.profile(second.path("access_token").asText()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void refreshTokensCanRotate() {
        try (AmazonEmulator rotating =
                AmazonEmulator.builder().refreshTokensRotate(true).start()) {
            TestBrowser other = new TestBrowser(rotating);
            String first = json(other.token(exchange(other.code())))
                    .path("refresh_token")
                    .asText();

            String second =
                    json(other.token(refresh(first))).path("refresh_token").asText();

            assertThat(second).startsWith("Atzr|").isNotEqualTo(first);
            assertError(
                    other.token(refresh(first)),
                    400,
                    "invalid_grant",
                    "The request has an invalid grant parameter : refresh_token");
            assertThat(other.token(refresh(second)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anUnknownRefreshTokenIsRefused() {
        assertError(
                browser.token(refresh("Atzr|IwEBunknown")),
                400,
                "invalid_grant",
                "The request has an invalid grant parameter : refresh_token");
    }

    @Test
    void aMissingRefreshTokenIsNamed() {
        assertError(
                browser.token(refresh("")),
                400,
                "invalid_request",
                "The request is missing a required parameter : refresh_token");
    }

    @Test
    void aRefreshTokenOfAnotherClientIsNotAuthorized() {
        EmulatedClient other = EmulatedClient.named("Other");
        amazon.addClient(other);
        Map<String, String> form = refresh(json(browser.token(exchange(browser.code())))
                .path("refresh_token")
                .asText());
        form.put("client_id", other.clientId());
        form.put("client_secret", other.secret());

        assertError(browser.token(form), 400, "unauthorized_client", "Not authorized for requested operation");
    }

    @Test
    void aRefreshNeedsTheSecret() {
        Map<String, String> form = refresh(json(browser.token(exchange(browser.code())))
                .path("refresh_token")
                .asText());
        form.remove("client_secret");

        assertError(browser.token(form), 401, "invalid_client", "Client authentication failed");
    }

    @Test
    void aRevokedRefreshTokenSaysSo() {
        String refreshToken = json(browser.token(exchange(browser.code())))
                .path("refresh_token")
                .asText();
        amazon.revoke(Person.JANE, AmazonEmulator.CLIENT_ID);

        HttpResponse<String> answer = browser.token(refresh(refreshToken));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").asText()).isEqualTo("invalid_grant");
        assertThat(json(answer).path("error_description").asText())
                .startsWith("The request has an invalid grant parameter : refresh_token. ")
                .contains("revoked");
    }

    @Test
    void aJsonBodyWorks() {
        String body = Json.MAPPER.valueToTree(exchange(browser.code())).toString();

        assertThat(post("application/json", body).statusCode()).isEqualTo(200);
        assertThat(post("application/json;charset=UTF-8", body).statusCode())
                .as("the code is used")
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"grant_type\":{}}", "{} {}", "null"})
    void aJsonBodyThatCannotBeReadIsMalformed(String body) {
        assertError(post("application/json", body), 400, "invalid_request", "Malformed request");
    }

    @Test
    void aFormThatCannotBeDecodedIsMalformed() {
        assertError(
                post("application/x-www-form-urlencoded", "grant_type=%zz"),
                400,
                "invalid_request",
                "Malformed request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=x", "text/plain", "application/xml"})
    void anotherContentTypeIsMisreadAsUnsupportedGrantType(String contentType) {
        assertError(
                post(contentType, TestBrowser.encode(exchange(browser.code()))),
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "urn:ietf:params:oauth:grant-type:device_code", "AUTHORIZATION_CODE"})
    void anotherGrantTypeIsUnsupported(String grantType) {
        Map<String, String> form = exchange(browser.code());
        form.put("grant_type", grantType);

        assertError(
                browser.token(form),
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server");
    }

    @Test
    void clientCredentialsHaveNoScopeToAskFor() {
        Map<String, String> form = refresh("");
        form.put("grant_type", "client_credentials");
        form.put("scope", "profile");

        assertError(browser.token(form), 400, "invalid_scope", "The request has an invalid parameter : scope");
    }

    @Test
    void getIsNotAllowed() {
        HttpResponse<String> answer = browser.get("/auth/o2/token");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    }

    @Test
    void errorsPutTheDescriptionFirstAndCarryDetails() {
        HttpResponse<String> answer = browser.token(exchange("ANBzsjhYZmNCTeAszagk"));
        JsonNode json = json(answer);

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json;charset=UTF-8");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(names(json)).containsExactly("error_index", "error_description", "error", "request_id");
        assertThat(json.path("request_id").asText()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(answer.headers().firstValue("x-amzn-RequestId"))
                .hasValue(json.path("request_id").asText());
        assertThat(json.path("error_index").asText()).matches("([A-Za-z0-9_-]{246}|[A-Za-z0-9_-]{262})==");
    }

    @Test
    void errorDetailsCanBeLeftOut() {
        try (AmazonEmulator plain =
                AmazonEmulator.builder().errorStyle(ErrorStyle.PLAIN).start()) {
            HttpResponse<String> answer = new TestBrowser(plain).token(exchange("ANBzsjhYZmNCTeAszagk"));

            assertThat(answer.body())
                    .isEqualTo("{\"error_description\":\"The request has an invalid grant parameter : code\","
                            + "\"error\":\"invalid_grant\"}");
        }
    }

    @Test
    void theLifetimeOfAccessTokensCanBeChosen() {
        try (AmazonEmulator hasty = AmazonEmulator.builder()
                .accessTokenLifetime(Duration.ofSeconds(30))
                .start()) {
            TestBrowser other = new TestBrowser(hasty);

            assertThat(json(other.token(exchange(other.code())))
                            .path("expires_in")
                            .asInt())
                    .isEqualTo(30);
        }
    }

    private static Map<String, String> withS256() {
        Map<String, String> request = goodRequest();
        request.put("code_challenge", CHALLENGE);
        request.put("code_challenge_method", "S256");
        return request;
    }

    private static Map<String, String> refresh(String refreshToken) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        form.put("client_id", AmazonEmulator.CLIENT_ID);
        form.put("client_secret", AmazonEmulator.CLIENT_SECRET);
        return form;
    }

    private HttpResponse<String> withBasic(Map<String, String> form, String pair) {
        return browser.send(TestBrowser.request(amazon.tokenUrl())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString(TestBrowser.encode(form))));
    }

    private HttpResponse<String> post(String contentType, String body) {
        return browser.send(TestBrowser.request(amazon.tokenUrl())
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body)));
    }

    private static void assertError(HttpResponse<String> answer, int status, String error, String description) {
        JsonNode json = json(answer);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json.path("error").asText()).isEqualTo(error);
        assertThat(json.path("error_description").asText()).isEqualTo(description);
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
