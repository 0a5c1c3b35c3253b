package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestRealm;
import jakarta.ws.rs.BadRequestException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The switches that Keycloak offers for every provider work for this one, or are refused when they are saved. */
class SwitchesIT {
    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private final TestRealm realm = TestRealm.create().withUnmanagedAttributes();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        browser.close();
        realm.close();
    }

    // ---- Essential claim

    @ParameterizedTest
    @CsvSource({
        "email,       .*@example\\.com,     true",
        "email,       jane\\.doe@.*,        true",
        "email,       .*@acme\\.example,    false",
        "email,       example,              false",
        "postal_code, .*,                   false",
        "user_id,     amzn1\\.account\\..+, true",
    })
    void onlyUsersWithTheEssentialClaimSignIn(String name, String value, boolean signedIn) {
        realm.withAmazon(Map.of("filteredByClaim", "true", "claimFilterName", name, "claimFilterValue", value));

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isEqualTo(signedIn);
        assertThat(realm.users()).hasSize(signedIn ? 1 : 0);
        if (!signedIn) {
            assertThat(realm.lastEvent("IDENTITY_PROVIDER_LOGIN_ERROR")).isPresent();
            assertThat(browser.text()).contains("essential claim");
        }
    }

    @Test
    void userWhoLostTheEssentialClaimIsRefused() {
        realm.withAmazon();
        realm.signIn(browser, Person.JANE);
        assertThat(isSignedIn()).as(browser.text()).isTrue();
        realm.changeProvider(provider -> provider.getConfig()
                .putAll(Map.of("filteredByClaim", "true", "claimFilterName", "email", "claimFilterValue", "none")));
        browser.forgetCookies();

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isFalse();
        assertThat(realm.events("LOGIN")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "true,                ${env.FILTER_NAME}, .*",
        "true,                email,              ${env.FILTER}",
        "${env.FILTER_ON},    email,              nobody",
    })
    void placeholderInTheEssentialClaimIsSavedAndLetsNobodyIn(String filtered, String name, String value) {
        realm.withAmazon(Map.of("filteredByClaim", filtered, "claimFilterName", name, "claimFilterValue", value));

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isFalse();
        assertThat(browser.text()).contains("essential claim");
        assertThat(realm.users()).isEmpty();
    }

    // ---- Sync mode

    /** Keycloak reads the sync mode of the stored provider, and not of this one, while it links a user who has an account already. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "${env.SYNC_MODE}"})
    void usersSignInWithoutASyncMode(String syncMode) {
        realm.withAmazon(Map.of("syncMode", syncMode))
                .withFirstLoginFlow("idp-detect-existing-broker-user", "idp-auto-link")
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "name", "userAttribute", "fullName", "syncMode", "INHERIT"));
        realm.addUser("jane", "jane.doe@example.com", "password");
        realm.signIn(browser, Person.JANE);
        assertThat(isSignedIn()).as(browser.text()).isTrue();
        browser.forgetCookies();

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isTrue();
        assertThat(realm.onlyUser().getUsername()).isEqualTo("jane");
    }

    // ---- Disabled, linking only

    @Test
    void providerThatWasDisabledMeanwhileSignsNobodyIn() {
        realm.withAmazon();
        realm.toAmazon(browser);
        realm.changeProvider(provider -> provider.setEnabled(false));

        realm.agreeAtAmazon(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isFalse();
        assertThat(browser.status()).isGreaterThanOrEqualTo(400);
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void providerThatBecameOneForLinkingMeanwhileSignsNobodyIn() {
        realm.withAmazon();
        realm.toAmazon(browser);
        realm.changeProvider(provider -> provider.setLinkOnly(true));

        realm.agreeAtAmazon(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isFalse();
        assertThat(realm.users()).isEmpty();
        assertThat(realm.events("IDENTITY_PROVIDER_LOGIN_ERROR")).isNotEmpty();
    }

    // ---- The post-login flow, and settings of other providers

    @Test
    void returningUsersPassThePostLoginFlowToo() {
        realm.withAmazon();
        realm.signIn(browser, Person.JANE);
        assertThat(isSignedIn()).as(browser.text()).isTrue();
        browser.forgetCookies();
        realm.withPostLoginFlow("deny-access-authenticator");

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isFalse();
        assertThat(browser.text()).contains("Access denied");
    }

    @Test
    void settingsOfOthersAreKeptAndChangeNothing() {
        realm.withAmazon(Map.of(
                "prompt",
                "login",
                "loginHint",
                "true",
                "uiLocales",
                "true",
                "forwardParameters",
                "color",
                "jwksUrl",
                "https://elsewhere.example/keys",
                "guiOrder",
                "first"));

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isTrue();
        assertThat(amazon.requests(Endpoint.AUTHORIZE).get(0).query())
                .doesNotContainKeys("prompt", "login_hint", "ui_locales", "color");
        assertThat(realm.provider().toRepresentation().getConfig())
                .containsEntry("guiOrder", "first")
                .containsEntry("jwksUrl", "https://elsewhere.example/keys");
    }

    // ---- prompt=none

    @Test
    void applicationThatWantsNoPageGetsLoginRequired() {
        realm.withAmazon(Map.of("acceptsPromptNoneForwardFromClient", "true"));

        browser.open(silent());

        assertThat(TestApplication.query(browser.address())).containsEntry("error", "login_required");
        assertThat(amazon.requests(Endpoint.AUTHORIZE)).isEmpty();

        realm.signIn(browser, Person.JANE);
        assertThat(isSignedIn()).as(browser.text()).isTrue();
        browser.open(silent());
        assertThat(isSignedIn()).as("the session is enough").isTrue();
    }

    private URI silent() {
        return realm.application().signInAddress(Map.of("prompt", "none", "kc_idp_hint", "amazon"));
    }

    // ---- Refused

    @ParameterizedTest
    @CsvSource({
        "disableUserInfo, true, Disable user info must be off",
        "filteredByClaim, true, The essential claim needs",
        "filteredByClaim, yes, Use true or false.",
        "doNotStoreUsers, yes, Use true or false.",
        "syncMode, force, Unknown sync mode",
        "syncMode, INHERIT, Unknown sync mode",
    })
    void switchThatCannotWorkIsRefused(String key, String value, String sentence) {
        realm.withAmazon();

        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() ->
                        realm.changeProvider(provider -> provider.getConfig().put(key, value)))
                .satisfies(refusal -> assertThat(refusal.getResponse().readEntity(String.class))
                        .contains(sentence)
                        .contains("Identity provider \\\"amazon\\\""));
    }

    // ---- Terraform

    @Test
    void mappersThatTerraformWritesWork() {
        realm.withAmazon()
                .withMapper(
                        "amazon-username-idp-mapper", Map.of("template", "tf-${CLAIM.user_id}", "syncMode", "INHERIT"))
                .withMapper(
                        "hardcoded-attribute-idp-mapper",
                        Map.of("attribute", "source", "attribute.value", "amazon", "syncMode", "INHERIT"))
                .withMapper("oidc-hardcoded-role-idp-mapper", Map.of("role", "offline_access", "syncMode", "INHERIT"));

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isTrue();
        assertThat(realm.onlyUser().getUsername()).startsWith("tf-amzn1.account.");
        assertThat(realm.onlyUser().getAttributes()).containsEntry("source", List.of("amazon"));
    }

    // ---- The table

    @Test
    void everyFieldThatThisServerStoresIsInTheTable() throws IOException, InterruptedException {
        realm.withAmazon();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(realm.adminUrl() + "/identity-provider/instances/amazon"))
                .header(
                        "Authorization",
                        "Bearer " + realm.server().tokenManager().getAccessTokenString())
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        JsonNode provider = new ObjectMapper().readTree(body);
        String page = Files.readString(Path.of("src/site/markdown/settings.md"));

        assertThat(provider.fieldNames())
                .toIterable()
                .contains("alias", "enabled")
                .allSatisfy(field -> assertThat(page).contains("| `" + field + "` |"));
        assertThat(provider.path("config").fieldNames())
                .toIterable()
                .allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
    }

    private boolean isSignedIn() {
        return realm.application().isSignedIn(browser.address());
    }
}
