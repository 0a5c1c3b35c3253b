package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileEndpointTest {
    private final AmazonEmulator amazon = AmazonEmulator.start();
    private final TestBrowser browser = new TestBrowser(amazon);

    @AfterEach
    void stop() {
        amazon.close();
    }

    static Stream<Arguments> membersByScopes() {
        return Stream.of(
                Arguments.of(Person.JANE, "profile", "user_id name email"),
                Arguments.of(Person.JANE, "profile postal_code", "user_id name postal_code email"),
                Arguments.of(Person.JANE, "profile:user_id", "user_id"),
                Arguments.of(Person.JANE, "postal_code", "user_id postal_code"),
                Arguments.of(Person.NO_EMAIL, "profile postal_code", "user_id name postal_code"),
                Arguments.of(new Person("bare", null, null, null), "profile postal_code", "user_id"));
    }

    @ParameterizedTest
    @MethodSource("membersByScopes")
    void theProfileShowsWhatWasGranted(Person person, String scopes, String members) {
        amazon.addPerson(person);

        HttpResponse<String> answer = browser.profile(tokenOf(person, scopes.split(" ", -1)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json;charset=UTF-8");
        assertThat(json(answer).fieldNames()).toIterable().containsExactly(members.split(" ", -1));
    }

    @Test
    void theValuesAreThePersons() {
        JsonNode profile = json(browser.profile(tokenOf(Person.JAPANESE, "profile", "postal_code")));

        assertThat(profile.path("user_id").asText())
                .isEqualTo(amazon.userId(Person.JAPANESE, AmazonEmulator.CLIENT_ID));
        assertThat(profile.path("name").asText()).isEqualTo("山田太郎");
        assertThat(profile.path("email").asText()).isEqualTo("taro@example.jp");
        assertThat(profile.path("postal_code").asText()).isEqualTo("100-0001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER "})
    void theSchemeIsTakenInAnyCase(String scheme) {
        assertThat(get("Authorization", scheme + tokenOf(Person.JANE, "profile"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theTokenMayComeInAmazonsOwnHeader() {
        assertThat(get("x-amz-access-token", tokenOf(Person.JANE, "profile")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theTokenMayComeInTheQuery() {
        String token = URLEncoder.encode(tokenOf(Person.JANE, "profile"), StandardCharsets.UTF_8);

        assertThat(token).startsWith("Atza%7C");
        assertThat(browser.get("/user/profile?access_token=" + token).statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenTheParameterIsMissing() {
        assertError(
                browser.get("/user/profile"),
                400,
                "invalid_request",
                "The request is missing a required parameter : access_token");
    }

    @Test
    void anUnknownTokenIsInvalid() {
        assertError(
                browser.profile("Atza|IwEBunknown"),
                400,
                "invalid_token",
                "The request has an invalid parameter : access_token");
    }

    @Test
    void aRefreshTokenIsNoAccessToken() {
        String refreshToken = json(browser.token(TestBrowser.exchange(browser.code())))
                .path("refresh_token")
                .asText();

        assertThat(json(browser.profile(refreshToken)).path("error").asText()).isEqualTo("invalid_token");
    }

    @Test
    void aTokenLivesAnHour() {
        String token = tokenOf(Person.JANE, "profile");

        amazon.clock().advance(Duration.ofMinutes(59));
        assertThat(browser.profile(token).statusCode()).isEqualTo(200);
        amazon.clock().advance(Duration.ofMinutes(1));
        assertThat(json(browser.profile(token)).path("error").asText()).isEqualTo("invalid_token");
    }

    @Test
    void aTokenForOtherThingsHasInsufficientScope() {
        assertError(
                browser.profile(tokenOf(Person.JANE, "alexa:all")),
                403,
                "insufficient_scope",
                "The request requires higher privileges than provided by the access token");
    }

    @Test
    void errorsCarryARequestId() {
        assertThat(json(browser.get("/user/profile")).path("request_id").asText())
                .hasSize(36);
    }

    @Test
    void postIsNotAllowed() {
        assertThat(browser.post("/user/profile", "").statusCode()).isEqualTo(405);
    }

    private String tokenOf(Person person, String... scopes) {
        return amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, person, scopes);
    }

    private HttpResponse<String> get(String header, String value) {
        return browser.send(TestBrowser.request(amazon.profileUrl()).header(header, value));
    }

    private static void assertError(HttpResponse<String> answer, int status, String error, String description) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).path("error").asText()).isEqualTo(error);
        assertThat(json(answer).path("error_description").asText()).isEqualTo(description);
    }
}
