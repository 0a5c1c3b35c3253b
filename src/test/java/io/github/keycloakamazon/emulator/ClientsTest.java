package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.exchange;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequest;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequestWith;
import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.keycloakamazon.emulator.junit.AmazonEmulatorExtension;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is different from client to client. */
class ClientsTest {
    @RegisterExtension
    static final AmazonEmulatorExtension AMAZON = AmazonEmulatorExtension.withDefaults();

    private AmazonEmulator amazon;
    private TestBrowser browser;

    @BeforeEach
    void connect(AmazonEmulator emulator) {
        amazon = emulator;
        amazon.addClient(AmazonEmulator.DEFAULT_CLIENT);
        browser = new TestBrowser(emulator);
    }

    @Test
    void aCodeOfSellerCentralNeedsNoRedirectUri() {
        amazon.addClient(AmazonEmulator.DEFAULT_CLIENT
                .withReturnUrl(TestBrowser.CALLBACK)
                .withRedirectUriOptional(true));
        Map<String, String> form = exchange(browser.code());
        form.put("redirect_uri", "https://elsewhere.test/");

        assertThat(json(browser.token(form)).path("error_description").asText())
                .as("still the same where it is sent")
                .isEqualTo("The request has an invalid grant parameter : redirect_uri");
        form.remove("redirect_uri");
        assertThat(browser.token(form).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alexa:all", "advertising::campaign_management", "clouddrive:read_image"})
    void aScopeOfAnotherServiceIsForClientsThatHaveIt(String scope) {
        assertThat(TestBrowser.callback(browser.authorize(goodRequestWith("scope", scope))))
                .containsEntry("error", "invalid_scope");

        amazon.addClient(AmazonEmulator.DEFAULT_CLIENT
                .withReturnUrl(TestBrowser.CALLBACK)
                .withScope(scope));
        assertThat(browser.login(Person.JANE, goodRequestWith("scope", scope))).containsEntry("scope", scope);
    }

    @Test
    void aClientGetsATokenForItself() {
        amazon.addClient(AmazonEmulator.DEFAULT_CLIENT
                .withClientCredentialsScope("sellingpartnerapi::notifications")
                .withClientCredentialsScope("sellingpartnerapi::migration"));

        HttpResponse<String> answer = browser.token(clientCredentials("sellingpartnerapi::notifications"));
        JsonNode json = json(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("access_token", "scope", "token_type", "expires_in");
        assertThat(json.path("access_token").asText()).startsWith("Atc|");
        assertThat(json.path("scope").asText()).isEqualTo("sellingpartnerapi::notifications");
    }

    @Test
    void aTokenOfTheClientItselfShowsNobody() {
        amazon.addClient(AmazonEmulator.DEFAULT_CLIENT.withClientCredentialsScope("appstore::apps:readwrite"));
        String token = json(browser.token(clientCredentials("appstore::apps:readwrite")))
                .path("access_token")
                .asText();

        assertThat(json(browser.profile(token)).path("error").asText()).isEqualTo("insufficient_scope");
        assertThat(json(browser.get(
                                "/auth/o2/tokeninfo?access_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)))
                        .has("user_id"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile", "sellingpartnerapi::notifications other"})
    void aClientAsksForItselfOnlyForWhatItMay(String scope) {
        amazon.addClient(AmazonEmulator.DEFAULT_CLIENT.withClientCredentialsScope("sellingpartnerapi::notifications"));

        assertThat(json(browser.token(clientCredentials(scope))).path("error").asText())
                .isEqualTo("invalid_scope");
    }

    @Test
    void aTokenForItselfNeedsTheSecret() {
        amazon.addClient(AmazonEmulator.DEFAULT_CLIENT.withClientCredentialsScope("appstore::apps:readwrite"));
        Map<String, String> form = clientCredentials("appstore::apps:readwrite");
        form.remove("client_secret");

        assertThat(browser.token(form).statusCode()).isEqualTo(401);
    }

    @Test
    void basicIsTakenFormEncodedToo() {
        EmulatedClient odd = EmulatedClient.of("amzn1.application-oa2-client.odd", "a+b/c%41 ü:=&")
                .withReturnUrl(TestBrowser.CALLBACK);
        amazon.addClient(odd);

        assertThat(withBasic(odd, odd.clientId() + ":" + odd.secret()).statusCode())
                .as("as they are")
                .isEqualTo(200);
        assertThat(withBasic(odd, encoded(odd.clientId()) + ":" + encoded(odd.secret()))
                        .statusCode())
                .as("RFC 6749 section 2.3.1")
                .isEqualTo(200);
        assertThat(withBasic(odd, odd.clientId() + ":" + encoded(encoded(odd.secret())))
                        .statusCode())
                .isEqualTo(401);
        assertThat(withBasic(odd, odd.clientId() + ":%zz").statusCode()).isEqualTo(401);
    }

    @Test
    void aPublicClientHasNoSecretToShow() {
        EmulatedClient app =
                EmulatedClient.publicClient("amzn1.application-oa2-client.app").withReturnUrl(TestBrowser.CALLBACK);
        amazon.addClient(app);
        Map<String, String> form = exchange(browser.code(goodRequestWith("client_id", app.clientId())));
        form.put("client_id", app.clientId());

        form.put("client_secret", "any");
        assertThat(browser.token(form).statusCode()).isEqualTo(401);
        form.remove("client_secret");
        assertThat(browser.token(form).statusCode()).as("no PKCE").isEqualTo(401);
    }

    @Test
    void aUserIdCanBeChosenPerCompany() {
        Person known = Person.JANE.withUserId("example-company", "amzn1.account.CHOSEN");
        amazon.addPerson(known);
        amazon.addClient(EmulatedClient.named("Elsewhere").withCompany("another-company"));

        assertThat(amazon.userId(known, AmazonEmulator.CLIENT_ID)).isEqualTo("amzn1.account.CHOSEN");
        assertThat(amazon.userId(known, EmulatedClient.named("Elsewhere").clientId()))
                .isEqualTo(amazon.userId(
                        Person.JANE, EmulatedClient.named("Elsewhere").clientId()));
        amazon.addPerson(Person.JANE);
    }

    @Test
    void aClientThatIsRemovedTakesItsTokensAlong() {
        EmulatedClient gone = EmulatedClient.named("Gone").withReturnUrl(TestBrowser.CALLBACK);
        amazon.addClient(gone);
        String token = amazon.issueAccessToken(gone.clientId(), Person.JANE, "profile");

        assertThat(amazon.removeClient(gone.clientId())).isTrue();

        assertThat(json(browser.profile(token)).path("error").asText()).isEqualTo("invalid_token");
        assertThat(browser.authorize(goodRequestWith("client_id", gone.clientId()))
                        .body())
                .contains("Unknown client_id");
        assertThat(amazon.removeClient(gone.clientId())).isFalse();
    }

    @Test
    void aUserWhoIsRemovedTakesConsentAndTokensAlong() {
        Person gone = Person.named("gone", "Gone Soon");
        amazon.addPerson(gone);
        browser.login(gone, goodRequest());
        String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, gone, "profile");

        assertThat(amazon.removePerson("gone")).isTrue();

        assertThat(json(browser.profile(token)).path("error").asText()).isEqualTo("invalid_token");
        assertThat(browser.authorize(goodRequest()).body())
                .as("the session too")
                .contains("id=\"person-jane\"")
                .doesNotContain("id=\"person-gone\"");
    }

    private HttpResponse<String> withBasic(EmulatedClient client, String pair) {
        Map<String, String> form = exchange(browser.code(goodRequestWith("client_id", client.clientId())));
        form.remove("client_id");
        form.remove("client_secret");
        return browser.send(TestBrowser.request(amazon.tokenUrl())
                .header("Content-Type", ReceivedRequest.FORM)
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString(TestBrowser.encode(form))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> clientCredentials(String scope) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", AmazonEmulator.CLIENT_ID);
        form.put("client_secret", AmazonEmulator.CLIENT_SECRET);
        form.put("scope", scope);
        return form;
    }
}
