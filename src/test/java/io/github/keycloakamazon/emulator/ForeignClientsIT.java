package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Libraries that nobody here wrote, unchanged and under Amazon's own URLs. Needs what {@code .ci/clients} installs.
 */
@Tag("commands")
@Timeout(120)
class ForeignClientsIT {
    private static final String RETURN_URL = "https://app.test/amazon/login/callback/";
    private static final String DEVICE = "amzn1.application-oa2-client.device";

    @TempDir
    private Path authority;

    private AmazonEmulator amazon;
    private TestDns dns;

    @BeforeEach
    void start() throws Exception {
        amazon = AmazonEmulator.builder()
                .insteadOfAmazon(authority)
                .client(AmazonEmulator.DEFAULT_CLIENT
                        .withReturnUrl(RETURN_URL)
                        .withAnyLocalReturnUrl(true)
                        .withRedirectUriOptional(true)
                        .withClientCredentialsScope("sellingpartnerapi::notifications")
                        .withClientCredentialsScope("alexa:skill_messaging"))
                .client(EmulatedClient.publicClient(DEVICE))
                .start();
        dns = new TestDns(amazon::apiPort);
    }

    @AfterEach
    void stop() throws Exception {
        dns.close();
        amazon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "node, passport-amazon.js",
        "node, openid-client.js",
        "node, arctic.js",
        "python, social_auth.py",
        "ruby, omniauth.rb",
        "java, SpringSecurity.java"
    })
    void aUserSignsInAndTheTokenIsRefreshed(String language, String script) throws Exception {
        JsonNode found = run(client(language, script), environment(), "allow");

        assertJane(found, AmazonEmulator.CLIENT_ID);
        assertThat(found.path("refreshed").asBoolean()).as(found.toString()).isTrue();
    }

    /** It stores a refresh token and never uses it. */
    @Test
    void aUserSignsInToDjango() throws Exception {
        assertJane(run(TestClient.python("django_allauth.py"), environment(), "allow"), AmazonEmulator.CLIENT_ID);
    }

    @Test
    void aDeviceSignsIn() throws Exception {
        Map<String, String> environment = environment();
        environment.put("CLIENT_ID", DEVICE);

        JsonNode found = run(TestClient.node("openid-client-device.js"), environment, "allow");

        assertJane(found, DEVICE);
        assertThat(found.path("refreshed").asBoolean()).as(found.toString()).isTrue();
    }

    @Test
    void aSellerAuthorizesAnApplication() throws Exception {
        JsonNode found = run(TestClient.node("amazon-sp-api.js"), environment(), "allow");

        assertThat(found.path("refreshed").asBoolean()).as(found.toString()).isTrue();
    }

    @Test
    void aSkillGetsTokensWithAmazonsOwnLibrary() throws Exception {
        Map<String, String> environment = environment();
        environment.put("REFRESH_TOKEN", refreshToken());

        JsonNode found = run(TestClient.java("AlexaSkillsKit.java"), environment, "allow");

        assertThat(found.path("refreshed").asBoolean()).as(found.toString()).isTrue();
    }

    /** The login stops in hello.js as reported of Amazon: it puts quotation marks into the state, and they come back escaped. */
    @Test
    void aPageReadsTheProfile() throws Exception {
        Map<String, String> environment = environment();
        environment.put("ACCESS_TOKEN", amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile"));
        environment.put("CHROMIUM", System.getProperty("chromium", "/usr/bin/chromium"));

        JsonNode found = run(TestClient.node("hello.js"), environment, "allow");

        assertJane(found, AmazonEmulator.CLIENT_ID);
        assertThat(found.path("state").asText()).startsWith("{&#34;client_id&#34;:&#34;" + AmazonEmulator.CLIENT_ID);
        assertThat(found.path("messages").toString()).contains("Could not decode state parameter");
    }

    @ParameterizedTest
    @CsvSource({
        "node, passport-amazon.js, Access not permitted.",
        "node, openid-client.js, access_denied Access not permitted.",
        "node, arctic.js, Access not permitted.",
        "node, amazon-sp-api.js, Access not permitted.",
        "python, social_auth.py, Authentication process canceled: Access not permitted.",
        "python, django_allauth.py, cancel",
        "ruby, omniauth.rb, access_denied",
        "java, SpringSecurity.java, access_denied Access not permitted."
    })
    void aRefusalIsReported(String language, String script, String reported) throws Exception {
        assertError(run(client(language, script), environment(), "cancel"), reported);
    }

    @ParameterizedTest
    @CsvSource({
        "node, passport-amazon.js, Client authentication failed",
        "node, openid-client.js, invalid_client Client authentication failed",
        "node, arctic.js, invalid_client",
        "node, amazon-sp-api.js, Client authentication failed",
        "python, social_auth.py, Your credentials",
        "python, django_allauth.py, error",
        "ruby, omniauth.rb, invalid_client: Client authentication failed",
        "java, SpringSecurity.java, 401 Unauthorized",
        "java, AlexaSkillsKit.java, 401 Authentication Failed"
    })
    void aWrongSecretIsReported(String language, String script, String reported) throws Exception {
        Map<String, String> environment = environment();
        environment.put("CLIENT_SECRET", "wrong");

        assertError(run(client(language, script), environment, "allow"), reported);
    }

    private static TestClient client(String language, String script) {
        return switch (language) {
            case "node" -> TestClient.node(script);
            case "python" -> TestClient.python(script);
            case "ruby" -> TestClient.ruby(script);
            default -> TestClient.java(script);
        };
    }

    private Map<String, String> environment() {
        Map<String, String> environment = TestClient.environment(amazon, dns, authority);
        environment.put("CLIENT_ID", AmazonEmulator.CLIENT_ID);
        environment.put("CLIENT_SECRET", AmazonEmulator.CLIENT_SECRET);
        environment.put("REDIRECT_URI", RETURN_URL);
        return environment;
    }

    private JsonNode run(TestClient client, Map<String, String> environment, String decision) throws Exception {
        return client.run(environment, url -> browse(url, decision));
    }

    /** Jane's browser: she signs in and decides. It reaches the pages on the plain port. */
    private String browse(String url, String decision) {
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        URI page = URI.create(url);
        String steps = page.getPath().equals("/us/code") ? "/ap/cbl" : "/ap";
        post(browser, steps + "/signin?" + page.getRawQuery(), "person=jane");
        return post(browser, steps + "/consent?" + page.getRawQuery(), "decision=" + decision)
                .headers()
                .firstValue("Location")
                .orElse(url);
    }

    /** Of an earlier login. */
    private String refreshToken() {
        Map<String, String> request = TestBrowser.goodRequestWith("redirect_uri", RETURN_URL);
        String callback = browse("https://www.amazon.com/ap/oa?" + TestBrowser.encode(request), "allow");
        String code = callback.replaceFirst(".*[?&]code=([A-Za-z]+).*", "$1");
        Map<String, String> exchange = new LinkedHashMap<>(TestBrowser.exchange(code));
        exchange.put("redirect_uri", RETURN_URL);
        return TestBrowser.json(post(HttpClient.newHttpClient(), Endpoint.TOKEN.path(), TestBrowser.encode(exchange)))
                .path("refresh_token")
                .asText();
    }

    private HttpResponse<String> post(HttpClient browser, String path, String form) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + amazon.port() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            return browser.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void assertJane(JsonNode found, String clientId) {
        assertThat(found.path("id").asText()).as(found.toString()).isEqualTo(amazon.userId(Person.JANE, clientId));
        assertThat(found.path("name").asText()).as(found.toString()).isEqualTo(Person.JANE.name());
        assertThat(found.path("email").asText()).as(found.toString()).isEqualTo(Person.JANE.email());
    }

    private static void assertError(JsonNode found, String reported) {
        assertThat(found.path("error").asText()).as(found.toString()).contains(reported);
    }
}
