package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.CALLBACK;
import static io.github.keycloakamazon.emulator.TestBrowser.callback;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequest;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequestWith;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequestWithout;
import static io.github.keycloakamazon.emulator.TestBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationEndpointTest {
    private final AmazonEmulator amazon = AmazonEmulator.start();
    private final TestBrowser browser = new TestBrowser(amazon);

    @AfterEach
    void stop() {
        amazon.close();
    }

    @Test
    void aGoodRequestOfAStrangerShowsTheSignInPage() {
        HttpResponse<String> answer = browser.authorize(goodRequest());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestBrowser.ids(answer.body())).contains("person-jane", "person-no-email", "email", "continue");
    }

    @Test
    void anUnknownClientIsShownAPageAndNeverRedirected() {
        assertOwnPage(
                browser.authorize(goodRequestWith("client_id", "amzn1.application-oa2-client.unknown")),
                "Unknown client_id");
        assertOwnPage(browser.authorize(goodRequestWithout("client_id")), "Unknown client_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.test/callback/",
                "https://app.test/callback?x=1",
                "https://APP.test/callback",
                "http://app.test/callback",
                "https://evil.test/callback",
                "http://localhost:8180/callback"
            })
    void anUnregisteredReturnUrlIsShownAPageAndNeverRedirected(String returnUrl) {
        assertOwnPage(browser.authorize(goodRequestWith("redirect_uri", returnUrl)), "has not been whitelisted");
    }

    @Test
    void aMissingReturnUrlIsShownAPageAndNeverRedirected() {
        assertOwnPage(browser.authorize(goodRequestWithout("redirect_uri")), "has not been whitelisted");
    }

    @Test
    void theOwnErrorPageListsTheParametersAsTheyCame() {
        HttpResponse<String> answer = browser.get("/ap/oa?client_id=%3Cb%3E&scope=alexa%3Aall&x='");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("<summary>Show Details</summary>", "client_id=%3Cb%3E\nscope=alexa%3Aall\nx=&#39;</pre>");
    }

    @Test
    void theErrorOfAnUnregisteredReturnUrlSaysWhereToRegisterIt() {
        assertThat(browser.authorize(goodRequestWith("redirect_uri", "https://evil.test/"))
                        .body())
                .contains("The redirect URI you provided has not been whitelisted for your application. Please add your"
                        + " redirect URI in the &#39;Allowed Return URLs&#39; section under &#39;Web Settings&#39; for your"
                        + " Security Profile on Amazon Developer Portal.");
    }

    @Test
    void aReturnUrlOfAnotherClientIsRefused() {
        EmulatedClient other = EmulatedClient.named("Other").withReturnUrl("https://other.test/callback");
        amazon.addClient(other);

        assertOwnPage(
                browser.authorize(goodRequestWith("redirect_uri", "https://other.test/callback")),
                "has not been whitelisted");
    }

    @Test
    void anInvalidScopeIsRedirectedInTheRecordedForm() {
        HttpResponse<String> answer = browser.authorize(goodRequestWith("scope", "profile openid"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer))
                .isEqualTo(CALLBACK
                        + "?error_description=An+unknown+scope+was+requested&state=state-1&error=invalid_scope#");
    }

    @Test
    void anInvalidScopeCanBeShownOnAPageInstead() {
        try (AmazonEmulator other =
                AmazonEmulator.builder().unknownScope(UnknownScope.PAGE).start()) {
            assertOwnPage(
                    new TestBrowser(other).authorize(goodRequestWith("scope", "openid")),
                    "An unknown scope was requested");
        }
    }

    @Test
    void anErrorWithoutAStateHasNoState() {
        Map<String, String> request = goodRequestWithout("state");
        request.put("scope", "openid");

        assertThat(location(browser.authorize(request)))
                .isEqualTo(CALLBACK + "?error_description=An+unknown+scope+was+requested&error=invalid_scope#");
    }

    @ParameterizedTest
    @ValueSource(strings = {"response_type", "scope"})
    void aMissingParameterIsRedirectedAsInvalidRequest(String name) {
        assertRedirectedError(
                browser.authorize(goodRequestWithout(name)),
                "invalid_request",
                "The request is missing a required parameter : " + name);
    }

    @Test
    void theImplicitGrantIsClosed() {
        assertThat(callback(browser.authorize(goodRequestWith("response_type", "token"))))
                .containsEntry("error", "unsupported_response_type");
    }

    @ParameterizedTest
    @CsvSource({
        "code_challenge, too-short",
        "code_challenge, invalid+characters+invalid+characters+invalid+characters",
        "scope_data, not-json",
        "scope_data, []"
    })
    void aMalformedParameterIsRedirectedAsInvalidRequest(String name, String value) {
        assertRedirectedError(
                browser.authorize(goodRequestWith(name, value)),
                "invalid_request",
                "The request has an invalid parameter : " + name);
    }

    @Test
    void anUnknownChallengeMethodIsRefused() {
        Map<String, String> request = goodRequestWith("code_challenge", "c".repeat(43));
        request.put("code_challenge_method", "S512");

        assertRedirectedError(
                browser.authorize(request),
                "invalid_request",
                "The request has an invalid parameter : code_challenge_method");
    }

    @Test
    void aChallengeMethodWithoutAChallengeIsRefused() {
        assertRedirectedError(
                browser.authorize(goodRequestWith("code_challenge_method", "S256")),
                "invalid_request",
                "The request is missing a required parameter : code_challenge");
    }

    @Test
    void successBringsCodeScopeAndStateInThisOrder() {
        browser.signIn(Person.JANE, goodRequest());
        HttpResponse<String> answer = browser.allow(goodRequest());

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer))
                .matches("https://app\\.test/callback\\?code=AN[A-Za-z]{18}&scope=profile&state=state-1");
    }

    @Test
    void severalScopesComeBackSeparatedBySpaces() {
        Map<String, String> callback = browser.login(Person.JANE, goodRequestWith("scope", "profile postal_code"));

        assertThat(callback).containsEntry("scope", "profile postal_code");
    }

    @Test
    void stateComesBackHtmlEscaped() {
        Map<String, String> request = goodRequestWith("state", "{\"a\":'<&>'}");
        String escaped = "{&#34;a&#34;:&#39;&lt;&&gt;&#39;}";

        assertThat(browser.login(Person.JANE, request)).containsEntry("state", escaped);
        request.put("scope", "openid");
        assertThat(callback(browser.authorize(request))).containsEntry("state", escaped);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aZ09-_.~", "a b", "ü山"})
    void aStateOfHarmlessCharactersComesBackAsItWas(String state) {
        assertThat(browser.login(Person.JANE, goodRequestWith("state", state))).containsEntry("state", state);
    }

    @Test
    void withoutAStateNoneComesBack() {
        assertThat(browser.login(Person.JANE, goodRequestWithout("state"))).containsOnlyKeys("code", "scope");
    }

    @Test
    void cancelIsAccessDenied() {
        browser.signIn(Person.JANE, goodRequest());
        HttpResponse<String> answer =
                browser.post("/ap/consent?" + TestBrowser.encode(goodRequest()), "decision=cancel");

        assertThat(location(answer))
                .isEqualTo(CALLBACK + "?error_description=Access+not+permitted.&state=state-1&error=access_denied#");
        assertThat(browser.authorize(goodRequest()).body()).contains("id=\"allow\"");
    }

    @Test
    void theUserIdAloneNeedsNoConsent() {
        HttpResponse<String> answer = browser.signIn(Person.JANE, goodRequestWith("scope", "profile:user_id"));

        assertThat(callback(answer)).containsEntry("scope", "profile:user_id").containsKey("code");
    }

    @Test
    void consentIsRememberedForTheSameScopes() {
        browser.login(Person.JANE, goodRequest());

        assertThat(callback(browser.authorize(goodRequest()))).containsKey("code");
        assertThat(browser.authorize(goodRequestWith("scope", "profile postal_code"))
                        .body())
                .contains("id=\"allow\"");
    }

    @Test
    void consentOfOnePersonIsNotAnothers() {
        browser.login(Person.JANE, goodRequest());

        assertThat(browser.signIn(Person.JAPANESE, goodRequest()).body()).contains("id=\"allow\"");
    }

    @Test
    void consentForOneClientIsNotForAnother() {
        amazon.addClient(EmulatedClient.named("Other").withReturnUrl(CALLBACK));
        browser.login(Person.JANE, goodRequest());

        assertThat(browser.authorize(goodRequestWith(
                                "client_id", EmulatedClient.named("Other").clientId()))
                        .body())
                .contains("id=\"allow\"");
    }

    @Test
    void consentWithoutASessionIsNotTaken() {
        HttpResponse<String> answer = browser.allow(goodRequest());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("id=\"person-jane\"");
    }

    @Test
    void aSessionThatWasSignedOutIsOverForACopyOfItsCookieToo() {
        String cookie = browser.signIn(Person.JANE, goodRequest())
                .headers()
                .firstValue("Set-Cookie")
                .orElse("");
        String copy = cookie.substring(0, cookie.indexOf(';'));
        TestBrowser thief = new TestBrowser(amazon);

        assertThat(withCookie(thief, copy).body()).contains("id=\"allow\"");
        browser.get("/ap/signout");
        assertThat(withCookie(thief, copy).body()).contains("id=\"person-jane\"");
    }

    @Test
    void onlyVoluntaryScopesCanBeDeclined() {
        Map<String, String> request = goodRequestWith("scope", "profile postal_code");
        request.put("scope_data", "{\"profile\":{\"essential\":true},\"postal_code\":{\"essential\":false}}");

        String page = browser.signIn(Person.JANE, request).body();

        assertThat(page).contains("name=\"scope\" value=\"postal_code\"").doesNotContain("value=\"profile\"");
        assertThat(callback(browser.allow(request))).containsEntry("scope", "profile");
        assertThat(callback(browser.authorize(request)))
                .as("what was agreed to is remembered")
                .containsEntry("scope", "profile");
    }

    @Test
    void aVoluntaryScopeLeftTickedIsGranted() {
        Map<String, String> request = goodRequestWith("scope", "profile postal_code");
        request.put("scope_data", "{\"postal_code\":{\"essential\":false}}");
        browser.signIn(Person.JANE, request);

        assertThat(callback(browser.allow(request, "postal_code"))).containsEntry("scope", "profile postal_code");
    }

    @Test
    void tickingCannotGrantWhatWasNotAskedFor() {
        browser.signIn(Person.JANE, goodRequest());

        assertThat(callback(browser.allow(goodRequest(), "postal_code"))).containsEntry("scope", "profile");
    }

    @Test
    void whoDeclinesEverythingShowsTheIdAlone() {
        Map<String, String> request = goodRequestWith("scope_data", "{\"profile\":{\"essential\":false}}");
        browser.signIn(Person.JANE, request);

        assertThat(callback(browser.allow(request))).containsEntry("scope", "profile:user_id");
    }

    @Test
    void anyLocalReturnUrlCanBeAllowed() {
        try (AmazonEmulator lenient =
                AmazonEmulator.builder().anyLocalReturnUrl(true).start()) {
            TestBrowser other = new TestBrowser(lenient);

            assertThat(other.authorize(goodRequestWith("redirect_uri", "http://localhost:49152/x"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(other.authorize(goodRequestWith("redirect_uri", "http://127.0.0.1:1/x"))
                            .statusCode())
                    .isEqualTo(200);
            for (String refused : new String[] {
                "http://localhost.evil.test/x", "http://localhost@evil.test/", "ftp://localhost/", "http://localhost/#x"
            }) {
                assertOwnPage(other.authorize(goodRequestWith("redirect_uri", refused)), "has not been whitelisted");
            }
        }
    }

    @Test
    void everyStepChecksTheRequestAgain() {
        Map<String, String> forged = goodRequestWith("redirect_uri", "https://evil.test/");
        browser.signIn(Person.JANE, goodRequest());

        assertOwnPage(browser.signIn(Person.JANE, forged), "has not been whitelisted");
        assertOwnPage(browser.allow(forged), "has not been whitelisted");
    }

    @Test
    void aQueryThatCannotBeDecodedIsAnswered() {
        assertOwnPage(browser.get("/ap/oa?client_id=%FF%FE"), "Unknown client_id");
    }

    private HttpResponse<String> withCookie(TestBrowser other, String cookie) {
        return other.send(TestBrowser.request(amazon.authorizeUrl() + "?" + TestBrowser.encode(goodRequest()))
                .header("Cookie", cookie));
    }

    private static void assertOwnPage(HttpResponse<String> answer, String problem) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.body()).contains(problem);
    }

    private static void assertRedirectedError(HttpResponse<String> answer, String error, String description) {
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(callback(answer))
                .containsEntry("error", error)
                .containsEntry("error_description", description)
                .containsEntry("state", "state-1");
        assertThat(location(answer))
                .startsWith(CALLBACK + "?error_description=")
                .endsWith("#");
    }
}
