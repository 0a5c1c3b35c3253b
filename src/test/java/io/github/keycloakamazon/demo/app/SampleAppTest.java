package io.github.keycloakamazon.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleAppTest {
    private TestOpenIdProvider keycloak;
    private SampleApp app;
    private HttpClient browser;

    @BeforeEach
    void start() throws IOException {
        keycloak = new TestOpenIdProvider();
        app = SampleApp.start(new SampleAppConfig(0, keycloak.issuer(), "demo-app", "amazon"));
        browser = newBrowser();
    }

    @AfterEach
    void stop() {
        app.close();
        keycloak.close();
    }

    @Test
    void theFirstPageOffersBothWaysIn() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("href=\"/login\"", "href=\"/login?idp=amazon\"")
                .doesNotContain("<script");
    }

    @Test
    void everyPageForbidsScriptsFramesAndForeignContent() throws Exception {
        for (String path : new String[] {"/", "/nowhere", "/callback", "/style.css"}) {
            assertThat(get(path).headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                            .doesNotContain("unsafe"));
        }
    }

    @Test
    void aLoginIsAskedForWithStateNonceAndPkce() throws Exception {
        keycloak.authorize(location(get("/login")));

        assertThat(keycloak.parameter("response_type")).isEqualTo("code");
        assertThat(keycloak.parameter("client_id")).isEqualTo("demo-app");
        assertThat(keycloak.parameter("redirect_uri")).isEqualTo(app.url() + "/callback");
        assertThat(keycloak.parameter("scope")).isEqualTo("openid profile email");
        assertThat(keycloak.parameter("code_challenge_method")).isEqualTo("S256");
        assertThat(keycloak.parameter("code_challenge")).hasSize(43);
        assertThat(keycloak.parameter("state")).isNotEmpty();
        assertThat(keycloak.parameter("nonce")).isNotEmpty();
        assertThat(keycloak.parameter("kc_idp_hint")).isEmpty();
    }

    @Test
    void theDirectLinkNamesTheIdentityProvider() throws Exception {
        keycloak.authorize(location(get("/login?idp=amazon")));

        assertThat(keycloak.parameter("kc_idp_hint")).isEqualTo("amazon");
    }

    @Test
    void whoSignedInIsShownWithEveryClaimEscaped() throws Exception {
        HttpResponse<String> answer = signIn();
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Lax"));

        assertThat(get("/").body())
                .contains("Hello, <bdi>Jane &lt;Doe&gt;</bdi>", "84062-9253", "<code>nonce</code>", "RS256")
                .doesNotContain("<Doe>");
        assertThat(keycloak.tokenParameter("code_verifier")).hasSize(43);
    }

    @Test
    void signingOutEndsBothSessions() throws Exception {
        signIn();

        HttpResponse<String> answer = post("/logout");

        assertThat(location(answer).toString())
                .startsWith(keycloak.issuer() + "/logout?")
                .contains("id_token_hint=", "post_logout_redirect_uri=");
        assertThat(get("/").body()).contains("href=\"/login\"");
    }

    @Test
    void signingOutIsNoLinkThatAnotherSiteCouldPlant() throws Exception {
        signIn();

        assertThat(get("/logout").statusCode()).isEqualTo(404);
        assertThat(get("/").body()).contains("Sign out");
    }

    static Stream<Named<UnaryOperator<JWTClaimsSet.Builder>>> spoiledTokens() {
        return Stream.of(
                Named.of("another nonce", claims -> claims.claim("nonce", "another")),
                Named.of("no nonce", claims -> claims.claim("nonce", null)),
                Named.of("another audience", claims -> claims.audience("another-app")),
                Named.of("another issuer", claims -> claims.issuer("http://localhost/realms/another")),
                Named.of("expired", claims -> claims.expirationTime(Date.from(Instant.EPOCH))));
    }

    @ParameterizedTest
    @MethodSource("spoiledTokens")
    void aTokenThatDoesNotFitSignsNobodyIn(UnaryOperator<JWTClaimsSet.Builder> spoil) throws Exception {
        keycloak.changeClaims(spoil);

        assertThat(signIn()).satisfies(SampleAppTest::isReadableError);
        assertThat(get("/").body()).contains("href=\"/login\"");
    }

    @Test
    void aTokenSignedWithAnotherKeySignsNobodyIn() throws Exception {
        keycloak.signWithAnotherKey();

        assertThat(signIn()).satisfies(SampleAppTest::isReadableError);
        assertThat(get("/").body()).contains("href=\"/login\"");
    }

    @Test
    void anAnswerWithAnotherStateSignsNobodyIn() throws Exception {
        keycloak.authorize(location(get("/login")));

        assertThat(get("/callback?code=c0de&state=another")).satisfies(SampleAppTest::isReadableError);
        assertThat(keycloak.tokenParameter("code")).isEmpty();
    }

    @Test
    void anAnswerInABrowserThatBeganNoLoginSignsNobodyIn() throws Exception {
        URI answer = keycloak.authorize(location(get("/login")));
        browser = newBrowser();

        assertThat(send(HttpRequest.newBuilder(answer))).satisfies(SampleAppTest::isReadableError);
        assertThat(keycloak.tokenParameter("code")).isEmpty();
    }

    @Test
    void anAnswerCountsOnce() throws Exception {
        URI answer = keycloak.authorize(location(get("/login")));
        assertThat(send(HttpRequest.newBuilder(answer)).statusCode()).isEqualTo(303);

        assertThat(send(HttpRequest.newBuilder(answer))).satisfies(SampleAppTest::isReadableError);
    }

    @Test
    void aRefusalIsShownEscaped() throws Exception {
        keycloak.authorize(location(get("/login")));

        HttpResponse<String> page =
                get("/callback?error=access_denied&error_description=%3Cb%3Eno&state=" + keycloak.parameter("state"));

        assertThat(page).satisfies(SampleAppTest::isReadableError);
        assertThat(page.body()).contains("access_denied", "&lt;b&gt;no");
    }

    @Test
    void aRefusedCodeIsShown() throws Exception {
        keycloak.refuseCodes("invalid_grant");

        HttpResponse<String> page = signIn();

        assertThat(page).satisfies(SampleAppTest::isReadableError);
        assertThat(page.body()).contains("invalid_grant");
    }

    @Test
    void aKeycloakThatIsAwayIsSaidSo() throws Exception {
        keycloak.close();

        HttpResponse<String> page = get("/login");

        assertThat(page).satisfies(SampleAppTest::isReadableError);
        assertThat(page.body()).contains("Keycloak does not respond at " + keycloak.issuer());
    }

    private static void isReadableError(HttpResponse<String> page) {
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).contains("role=\"alert\"", "Back to the start").doesNotContain("Exception");
    }

    private HttpResponse<String> signIn() throws Exception {
        return send(HttpRequest.newBuilder(keycloak.authorize(location(get("/login")))));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(app.url() + path)));
    }

    private HttpResponse<String> post(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(app.url() + path)).POST(BodyPublishers.noBody()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private static URI location(HttpResponse<String> redirect) {
        return URI.create(redirect.headers().firstValue("Location").orElseThrow());
    }

    private static HttpClient newBrowser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }
}
