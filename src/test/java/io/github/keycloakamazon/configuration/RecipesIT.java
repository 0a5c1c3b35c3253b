package io.github.keycloakamazon.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatedClient;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.htmlunit.StringWebResponse;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.WebConnectionWrapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.HmacOTP;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The realm file of each recipe of the documentation, imported and used as the recipe says. */
class RecipesIT {
    private static final Path RECIPES = Path.of("docker", "configuration", "recipes");
    private static final Path PAGE = Path.of("src", "site", "markdown", "recipes.md");
    private static final JsonMapper JSON = new JsonMapper();

    private static final String SECRET = "a-secret-of-this-test";
    private static final EmulatedClient SKILL = EmulatedClient.named("Skill");

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable TestRealm realm;

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        amazon.reset();
        browser.close();
        if (realm != null) {
            realm.close();
        }
    }

    @Test
    void everyRealmFileIsOnThePageAndViceVersa() throws IOException {
        try (Stream<Path> files = Files.list(RECIPES)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(Pattern.compile("recipes/([a-z-]+\\.json)")
                            .matcher(Files.readString(PAGE))
                            .results()
                            .map(link -> link.group(1))
                            .distinct()
                            .sorted())
                    .hasSize(7)
                    .isEqualTo(names);
        }
    }

    // ---- An Alexa skill linked through Keycloak

    @Test
    void alexaLinksASkillAndGetsNewTokensWithoutTheUser() throws Exception {
        TestRealm shop = realmOf("alexa-skill");
        receiveAsAlexa();
        List<String> returnUrls =
                shop.admin().clients().findByClientId("alexa").get(0).getRedirectUris();
        assertThat(returnUrls).hasSize(3);

        String refreshToken = "";
        for (String returnUrl : returnUrls.stream().sorted().toList()) {
            String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
            shop.agreeAtAmazon(browser.open(alexaRequest(shop, returnUrl, verifier)), Person.JANE);

            Map<String, String> result = TestApplication.query(browser.address());
            assertThat(browser.address().toString()).as(browser.text()).startsWith(returnUrl + "?");
            assertThat(result).containsEntry("state", "state-of-alexa");
            JsonNode tokens = alexaToken(
                    shop,
                    Map.of(
                            "grant_type",
                            "authorization_code",
                            "code",
                            result.get("code"),
                            "redirect_uri",
                            returnUrl,
                            "code_verifier",
                            verifier));
            assertThat(tokens.path("expires_in").asInt()).isGreaterThan(360);
            refreshToken = tokens.path("refresh_token").asText();
        }
        assertThat(shop.links(shop.onlyUser())).hasSize(1);

        endSessions(shop);
        JsonNode renewed = alexaToken(shop, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));

        String accessToken = renewed.path("access_token").asText();
        assertThat(shop.application()
                        .get("/protocol/openid-connect/userinfo", accessToken)
                        .json()
                        .path("sub")
                        .asText())
                .isEqualTo(shop.onlyUser().getId());
    }

    @Test
    void alexaRequestWithoutPkceIsRefused() throws Exception {
        TestRealm shop = realmOf("alexa-skill");
        receiveAsAlexa();
        String returnUrl = shop.admin()
                .clients()
                .findByClientId("alexa")
                .get(0)
                .getRedirectUris()
                .get(0);

        browser.open(URI.create(alexaRequest(shop, returnUrl, "x").toString().replace("code_challenge", "no")));

        assertThat(TestApplication.query(browser.address())).containsEntry("error", "invalid_request");
    }

    /** The authorization URI of the recipe, with the parameters that Alexa adds. */
    private static URI alexaRequest(TestRealm realm, String returnUrl, String verifier) throws Exception {
        byte[] challenge = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("kc_idp_hint", "amazon");
        parameters.put("response_type", "code");
        parameters.put("client_id", "alexa");
        parameters.put("redirect_uri", returnUrl);
        parameters.put("scope", "openid offline_access");
        parameters.put("state", "state-of-alexa");
        parameters.put("code_challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(challenge));
        parameters.put("code_challenge_method", "S256");
        return URI.create(realm.url() + "/protocol/openid-connect/auth?" + encode(parameters));
    }

    /** Alexa gives the token endpoint 4.5 seconds. */
    private JsonNode alexaToken(TestRealm realm, Map<String, String> form) throws Exception {
        Instant start = Instant.now();
        HttpResponse<String> response = token(realm, "alexa", form);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofMillis(4_500));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** Stands in for the sites of Alexa that the browser comes back to. */
    private void receiveAsAlexa() {
        browser.client()
                .setWebConnection(new WebConnectionWrapper(browser.client().getWebConnection()) {
                    @Override
                    public WebResponse getResponse(WebRequest request) throws IOException {
                        return request.getUrl().getPath().startsWith("/api/skill/link/")
                                ? new StringWebResponse("<html><body>Linked", request.getUrl())
                                : super.getResponse(request);
                    }
                });
    }

    private static void endSessions(TestRealm realm) {
        realm.admin()
                .users()
                .get(realm.onlyUser().getId())
                .getUserSessions()
                .forEach(session -> realm.admin().deleteSession(session.getId(), false));
    }

    // ---- A skill linked by Login with Amazon

    @Test
    void backendOfASkillExchangesTheTokenThatAlexaSends() throws Exception {
        amazon.addClient(SKILL);
        TestRealm shop = realmOf("skill-with-amazon");
        String amazonToken = amazon.issueAccessToken(SKILL.clientId(), Person.JANE, "profile");
        Map<String, String> exchange = Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", amazonToken,
                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                "subject_issuer", "amazon");

        assertThat(token(shop, "skill-backend", exchange).statusCode()).isEqualTo(200);
        String user = shop.onlyUser().getId();
        assertThat(token(shop, "skill-backend", exchange).statusCode()).isEqualTo(200);
        shop.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(shop.onlyUser().getId()).isEqualTo(user);
    }

    // ---- A second factor after Amazon

    @Test
    void userIsAskedForAOneTimePasswordAfterAmazon() {
        TestRealm shop = realmOf("second-factor");

        shop.signIn(browser, Person.JANE);
        String key = browser.value("totpSecret");
        browser.type("totp", oneTimePassword(key, 0)).click("saveTOTPBtn");
        assertSignedIn();
        browser.forgetCookies();
        shop.toAmazon(browser).click("person-jane");

        browser.type("otp", "wrong").clickSelected("#kc-login");
        assertThat(browser.has("otp")).as(browser.text()).isTrue();
        // The next one, because each can be used once.
        browser.type("otp", oneTimePassword(key, 1)).clickSelected("#kc-login");
        assertSignedIn();
    }

    private static String oneTimePassword(String key, int stepsAhead) {
        int step = (int) (Instant.now().getEpochSecond() / 30) + stepsAhead;
        return new HmacOTP(6, HmacOTP.HMAC_SHA1, 1).generateHOTP(key, step);
    }

    // ---- Who may sign in

    @Test
    void onlyUsersWhoExistAlreadyLinkTheirAccount() {
        TestRealm shop = realmOf("known-users");
        UserRepresentation jane = shop.addUser("jane", "jane.doe@example.com", "password");

        shop.signIn(browser, Person.BRITISH);
        assertNotSignedIn();
        assertThat(shop.onlyUser().getId()).isEqualTo(jane.getId());
        browser.forgetCookies();
        shop.signIn(browser, Person.JANE);
        browser.type("password", "wrong").clickSelected("#kc-login");
        assertThat(shop.links(jane)).isEmpty();
        browser.type("password", "password").clickSelected("#kc-login");

        assertSignedIn();
        assertThat(shop.links(jane))
                .extracting(FederatedIdentityRepresentation::getUserId)
                .containsExactly(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        browser.forgetCookies();
        shop.toAmazon(browser).click("person-jane");
        assertSignedIn();
    }

    @Test
    void onlyUsersOfOneEmailDomainSignIn() {
        TestRealm shop = realmOf("email-domain");
        for (Person stranger : List.of(Person.JAPANESE, Person.NO_EMAIL)) {
            shop.signIn(browser, stranger);
            assertNotSignedIn();
            browser.forgetCookies();
        }
        assertThat(shop.users()).isEmpty();

        shop.signIn(browser, Person.JANE);

        assertSignedIn();
    }

    @Test
    void usersOfAnOrganizationAreSentToAmazonByTheirEmailAddress() {
        TestRealm shop = realmOf("organization");
        shop.toLoginPage(browser).type("username", "taro@example.jp").clickSelected("#kc-login");
        assertThat(browser.has("password")).as(browser.text()).isTrue();
        browser.forgetCookies();

        shop.toLoginPage(browser).type("username", "jane.doe@example.com").clickSelected("#kc-login");
        assertThat(browser.address().toString()).startsWith(amazon.baseUrl());
        shop.agreeAtAmazon(browser, Person.JANE);

        assertSignedIn();
        String organization = shop.admin().organizations().list(0, 1).get(0).getId();
        assertThat(shop.admin().organizations().get(organization).members().list(0, 2))
                .extracting(UserRepresentation::getEmail)
                .containsExactly("jane.doe@example.com");
    }

    // ---- Two regions

    @Test
    void eachRegionHasItsButtonAndItsReturnUrl() {
        TestRealm shop = realmOf("two-regions");

        signInAt("amazon-na", Person.JANE);
        assertSignedIn();
        browser.forgetCookies();
        signInAt("amazon-eu", Person.BRITISH);
        assertSignedIn();
        assertThat(shop.users())
                .extracting(user -> shop.links(user).get(0).getIdentityProvider())
                .containsExactlyInAnyOrder("amazon-na", "amazon-eu");
        browser.forgetCookies();
        signInAt("amazon-eu", Person.JANE);

        assertThat(browser.has("linkAccount")).as(browser.text()).isTrue();
    }

    private void signInAt(String alias, Person person) {
        realm().agreeAtAmazon(realm().toLoginPage(browser).click("social-" + alias), person);
    }

    // ---- Realms and tokens

    private TestRealm realmOf(String recipe) {
        try {
            String document = Files.readString(RECIPES.resolve(recipe + ".json"))
                    .replace("${AMAZON_CLIENT_ID}", AmazonEmulator.CLIENT_ID)
                    .replace("${AMAZON_CLIENT_SECRET}", AmazonEmulator.CLIENT_SECRET)
                    .replace("${SKILL_CLIENT_ID}", SKILL.clientId())
                    .replace("${ALEXA_CLIENT_SECRET}", SECRET)
                    .replace("${BACKEND_CLIENT_SECRET}", SECRET);
            RealmRepresentation representation = JSON.readValue(document, RealmRepresentation.class);
            representation.setRealm(recipe + "-" + UUID.randomUUID());
            realm = TestRealm.imported(Servers.keycloak(), representation);
            return realm;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestRealm realm() {
        return Objects.requireNonNull(realm);
    }

    private HttpResponse<String> token(TestRealm realm, String client, Map<String, String> form) throws Exception {
        String credentials =
                Base64.getEncoder().encodeToString((client + ":" + SECRET).getBytes(StandardCharsets.US_ASCII));
        return http.send(
                HttpRequest.newBuilder(URI.create(realm.url() + "/protocol/openid-connect/token"))
                        .header("Authorization", "Basic " + credentials)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encode(form)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private void assertSignedIn() {
        assertThat(realm().application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }

    private void assertNotSignedIn() {
        assertThat(realm().application().isSignedIn(browser.address()))
                .as(browser.text())
                .isFalse();
    }
}
