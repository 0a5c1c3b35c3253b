package io.github.keycloakamazon.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatedClient;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.ExchangePermission;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.SyncMatrix;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

/**
 * The one JAR in every Keycloak 26.x, one after the other, doing the main things people use it for. What comes out must be what the
 * compatibility page says; it is also written to {@code target/compatibility.md}.
 */
@Tag("matrix")
@ParameterizedClass(name = "{0}")
@MethodSource("targets")
class MatrixIT {
    private static final String YES = "yes";
    private static final String NO = "no";
    private static final String IMPORTED_REALM = "imported-at-startup";

    private static final CompatibilityPage EXPECTED = CompatibilityPage.committed();
    private static final CompatibilityPage OBSERVED = CompatibilityPage.empty(
            Target.all(EXPECTED).stream().map(Target::release).distinct().toList());
    private static final Path REPORT =
            KeycloakDistribution.current().buildDirectory().resolve("compatibility.md");

    private static final EmulatedClient OTHER_COMPANYS_APP =
            EmulatedClient.named("Other company's app").withCompany("other-company");

    private static @Nullable KeycloakServer started;

    @Parameter
    private Target target = Target.all(EXPECTED).get(0);

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable TestRealm realm;

    static List<Target> targets() {
        return Target.all(EXPECTED);
    }

    @BeforeParameterizedClassInvocation
    static void start(Target target) {
        started = KeycloakServer.start(Servers.keycloakFor(Servers.amazon(), distribution(target))
                .name("matrix")
                .importRealm(importedRealm())
                .javaHome(target.java().home())
                .startTimeout(Duration.ofMinutes(10)));
    }

    private static Path importedRealm() {
        try {
            return Files.writeString(
                    Files.createTempDirectory("matrix").resolve(IMPORTED_REALM + ".json"),
                    """
                    {
                      "realm": "%s",
                      "enabled": true,
                      "identityProviders": [
                        {
                          "alias": "amazon",
                          "providerId": "amazon",
                          "enabled": true,
                          "config": {"clientId": "%s", "clientSecret": "mistyped", "checkOnSave": "true"}
                        }
                      ]
                    }
                    """.formatted(IMPORTED_REALM, AmazonEmulator.CLIENT_ID));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Eight unpacked releases would take 3 GB. */
    @AfterParameterizedClassInvocation
    static void stop(Target target) {
        if (started != null) {
            started.close();
            started = null;
        }
        distribution(target).deleteUnpacked();
    }

    private static KeycloakDistribution distribution(Target target) {
        return KeycloakDistribution.current().withVersion(target.release());
    }

    @BeforeEach
    void createRealm() {
        amazon.reset();
        realm = TestRealm.create(
                keycloak(),
                representation -> representation
                        .getClients()
                        .get(0)
                        .setAttributes(Map.of("standard.token.exchange.enabled", "true")));
    }

    @AfterEach
    void removeRealm() {
        amazon.reset();
        browser.close();
        realm().close();
    }

    private static KeycloakServer keycloak() {
        return Optional.ofNullable(started).orElseThrow();
    }

    private TestRealm realm() {
        return Optional.ofNullable(realm).orElseThrow();
    }

    // ---- Signing in

    @Test
    void newPersonIsSignedInAtTheApplication() {
        realm().withAmazon();

        realm().signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm().onlyUser().getEmail()).isEqualTo("jane.doe@example.com");
        assertThat(realm().links(realm().onlyUser()).get(0).getUserId())
                .isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(amazon.requests(Endpoint.TOKEN).get(0).form("code_verifier")).matches("[A-Za-z0-9._~-]{43,128}");
        observe(Capability.FIRST_LOGIN, YES);
    }

    @Test
    void returningPersonIsTheSameUserAndIsNotAskedAgain() {
        realm().withAmazon();
        realm().signIn(browser, Person.JANE);
        String user = realm().onlyUser().getId();
        browser.forgetCookies();

        realm().toAmazon(browser).click("person-jane");

        assertSignedIn();
        assertThat(realm().onlyUser().getId()).isEqualTo(user);
        observe(Capability.SECOND_LOGIN, YES);
    }

    /** In a realm with a name and nothing else, and with the settings that the console saves for a new provider. */
    @Test
    void newcomersRealmShowsNoFormAndKnowsItsUser() throws IOException, InterruptedException {
        realm().withAmazon(Map.of(
                "region", "NA",
                "namePolicy", "last-word-is-last-name",
                "buttonStyle", "gold",
                "exchangeNewUsers", "false",
                "checkOnSave", "true"));

        realm().signIn(browser, Person.JANE);
        assertSignedIn();
        String token = realm().application().redeem(browser.address()).accessToken();

        Answer account = realm().application().get("/account/", token);
        assertThat(account.json().path("firstName").asText()).as(account.body()).isEqualTo("Jane");
        Answer linked = realm().application().get("/account/linked-accounts", token);
        assertThat(linked.json().findValuesAsText("providerAlias"))
                .as(linked.body())
                .contains("amazon");
        assertThat(linked.body()).contains("\"connected\":true");
        assertThat(browser.open(URI.create(realm().url() + "/account")).status())
                .isEqualTo(200);
        assertThat(get(HttpRequest.newBuilder(URI.create(keycloak().adminUrl() + "/" + realm().name() + "/console/")))
                        .statusCode())
                .isEqualTo(200);
        observe(Capability.NEW_REALM, YES);
    }

    @Test
    void postalCodeBecomesAnAttribute() {
        realm().withUnmanagedAttributes()
                .withAmazon(Map.of("defaultScope", "profile postal_code"))
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "postalCode", "syncMode", "INHERIT"));

        realm().signIn(browser, Person.BRITISH);

        assertSignedIn();
        assertThat(realm().onlyUser().getAttributes()).containsEntry("postalCode", List.of("SW1A 1AA"));
        observe(Capability.MAPPER, YES);
    }

    // ---- Signing in again

    /** The releases whose own update differs: 26.0 writes the e-mail address before it asks the provider, 26.3 erases it. */
    @Test
    void userIsUpdatedAsTheSyncModeSays() {
        assumeThat(target.release()).matches("26\\.[03]\\..*");

        try (SyncMatrix matrix = new SyncMatrix(keycloak())) {
            assertAll(SyncMatrix.rows().map(row -> () -> matrix.check(row)));
        }
    }

    // ---- Amazon is down

    @Test
    void personWhoComesBackWhileAmazonIsDownIsToldSo() {
        realm().withAmazon();
        realm().toAmazon(browser).click("person-jane");
        amazon.network(NetworkFault.refuse());

        browser.click("allow");

        assertThat(browser.status()).as(browser.text()).isIn(200, 500, 502);
        assertThat(realm().users()).isEmpty();
        String page = browser.has("social-amazon") ? "the login page" : "an error page";
        String message = browser.text().contains("Amazon cannot be reached at the moment.") ? YES : NO;
        String reason = reasonOfTheFailure() == null ? NO : YES;
        assertAll(
                () -> observe(Capability.AMAZON_DOWN, page),
                () -> observe(Capability.MESSAGE, message),
                () -> observe(Capability.REASON, reason));
    }

    /** A connection kept from an earlier call breaks; a new one is refused. */
    private @Nullable String reasonOfTheFailure() {
        String reason = realm().lastEvent("IDENTITY_PROVIDER_LOGIN_ERROR")
                .map(EventRepresentation::getDetails)
                .map(details -> details.get("reason"))
                .orElse(null);
        assertThat(reason).isIn(null, "unreachable", "connection_lost");
        return reason;
    }

    /** Every release comes to the provider for the profile. */
    @Test
    void profileThatCannotBeFetchedIsExplained() {
        realm().withAmazon();
        amazon.on(Endpoint.PROFILE).always(Fault.html(503));

        realm().signIn(browser, Person.JANE);

        assertThat(browser.status()).as(browser.text()).isIn(200, 500, 502);
        assertThat(browser.text()).contains("Amazon has a problem at the moment.");
    }

    // ---- The provider changes while the user is at Amazon

    /** Keycloak 26.7 notices both by itself, 26.5 and 26.6 only the first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void providerThatIsNoLongerForLoginsSignsNobodyIn(boolean disabled) {
        realm().withAmazon();
        realm().toAmazon(browser);
        realm().changeProvider(provider -> {
            provider.setEnabled(!disabled);
            provider.setLinkOnly(!disabled);
        });

        realm().agreeAtAmazon(browser, Person.JANE);

        assertThat(realm().application().isSignedIn(browser.address()))
                .as(browser.text())
                .isFalse();
        assertThat(realm().users()).isEmpty();
    }

    // ---- Settings

    @Test
    void goodSettingsAreKeptAndBadOnesRefused() {
        realm().withAmazon(Map.of("region", "EU"));

        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() ->
                        realm().changeProvider(provider -> provider.getConfig().put("region", "US")))
                .satisfies(refusal -> assertThat(refusal.getResponse().readEntity(String.class))
                        .contains("Unknown region"));

        realm().changeProvider(provider -> provider.getConfig().put("namePolicy", "whole-name-in-both"));
        assertThat(realm().provider().toRepresentation().getConfig())
                .containsEntry("region", "EU")
                .containsEntry("namePolicy", "whole-name-in-both");
        observe(Capability.SETTINGS, YES);
    }

    /** Also with settings that ask Amazon when they are saved, since nothing of an import is asked about. */
    @Test
    void wrongSecretIsRefusedByAmazonWhenItIsSaved() {
        assertThat(realm().server().realm(IMPORTED_REALM).identityProviders().findAll())
                .as("the provider of the realm that was imported at startup")
                .hasSize(1);
        Map<String, String> wrong = Map.of("checkOnSave", "true", "clientSecret", "mistyped");
        try (Response refusal = realm().admin().identityProviders().create(TestRealm.amazon(wrong))) {
            assertThat(refusal.getStatus()).isEqualTo(400);
            assertThat(refusal.readEntity(String.class)).contains("refuses the client secret");
        }
        assertThat(amazon.requests(Endpoint.TOKEN)).hasSize(1);

        realm().withAmazon(Map.of("checkOnSave", "true"));
        realm().changeProvider(provider -> provider.getConfig().put("region", "EU"));

        assertThat(realm().provider().toRepresentation().getConfig()).containsEntry("region", "EU");
        assertThat(amazon.requests(Endpoint.TOKEN)).hasSize(3);
        observe(Capability.CHECK_ON_SAVE, YES);
    }

    // ---- Tokens

    @Test
    void storedTokenThatHasRunOutIsRenewed() {
        IdentityProviderRepresentation provider = TestRealm.amazon(Map.of());
        provider.setStoreToken(true);
        provider.setAddReadTokenRoleOnCreate(true);
        realm().withProvider(provider);
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.set("expires_in", 1));
        realm().signIn(browser, Person.JANE);
        String keycloakToken = realm().application().redeem(browser.address()).accessToken();

        Answer renewed = realm().application().get("/broker/amazon/token", keycloakToken);
        Answer again = realm().application().get("/broker/amazon/token", keycloakToken);

        assertThat(renewed.status()).as(renewed.body()).isEqualTo(200);
        assertThat(renewed.json().path("access_token").asText()).startsWith("Atza|");
        assertThat(again.json().path("access_token")).isEqualTo(renewed.json().path("access_token"));
        assertThat(amazon.requests(Endpoint.TOKEN))
                .extracting(request -> request.form("grant_type"))
                .containsExactly("authorization_code", "refresh_token");
        observe(Capability.STORED_TOKEN, YES);
    }

    @Test
    void amazonTokenOfOurOwnAppIsExchanged() {
        realm().withAmazon();
        ExchangePermission.grant(realm());

        Answer answer = exchange(amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(realm().onlyUser().getEmail()).isEqualTo("jane.doe@example.com");
        assertThat(amazon.requests(Endpoint.TOKENINFO)).hasSize(1);
        observe(Capability.EXCHANGE, YES);
    }

    @Test
    void amazonTokenOfAnotherCompanysAppIsRefused() {
        realm().withAmazon();
        ExchangePermission.grant(realm());
        amazon.addClient(OTHER_COMPANYS_APP);

        Answer answer = exchange(amazon.issueAccessToken(OTHER_COMPANYS_APP.clientId(), Person.JANE, "profile"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_token");
        assertThat(realm().users()).isEmpty();
        observe(Capability.FOREIGN_TOKEN, YES);
    }

    /** The server has the preview features, but the client has no permission that they would ask for. */
    @Test
    void amazonTokenIsExchangedWithoutAPermissionWhereKeycloakAllowsIt() {
        IdentityProviderRepresentation provider =
                TestRealm.amazon(Map.of("exchangeClients", TestApplication.CLIENT_ID, "exchangeNewUsers", "true"));
        String refusal = refusal(provider);

        if (refusal.isEmpty()) {
            Answer answer = exchange(amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile"));

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(realm().onlyUser().getEmail()).isEqualTo("jane.doe@example.com");
            observe(Capability.OWN_EXCHANGE, YES);
        } else {
            assertThat(refusal).contains("needs Keycloak 26.2 or later");
            observe(Capability.OWN_EXCHANGE, NO);
        }
    }

    /** Why a provider is not created; empty when it is. */
    private String refusal(IdentityProviderRepresentation provider) {
        try (Response created = realm().admin().identityProviders().create(provider)) {
            return created.getStatus() == 201 ? "" : created.readEntity(String.class);
        }
    }

    private Answer exchange(String amazonToken) {
        return realm().application().exchangeAmazonToken(amazonToken);
    }

    // ---- For administrators

    /** Releases that do not know the provider must not know its address either, and start all the same. */
    @Test
    void setUpIsCheckedWhereTheServerKnowsSuchAnAddress() throws IOException, InterruptedException {
        realm().withAmazon();

        HttpResponse<String> answer =
                get(HttpRequest.newBuilder(URI.create(realm().adminUrl() + "/amazon-check/amazon"))
                        .header(
                                "Authorization",
                                "Bearer " + realm().server().tokenManager().getAccessTokenString()));

        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 404);
        if (answer.statusCode() == 200) {
            assertThat(answer.body()).containsPattern("\"works\"\\s*:\\s*true");
        }
        observe(Capability.SETUP_CHECK, answer.statusCode() == 200 ? YES : NO);
    }

    @Test
    void callsToAmazonAreCounted() throws IOException, InterruptedException {
        realm().withAmazon();
        realm().signIn(browser, Person.JANE);
        assertSignedIn();

        String metrics = get(HttpRequest.newBuilder(URI.create(keycloak().managementUrl() + "/metrics")))
                .body();

        String counted = Stream.of("token", "profile")
                .filter(call -> metrics.lines()
                        .anyMatch(line -> line.startsWith("keycloak_amazon_calls_seconds_count")
                                && line.contains("call=\"" + call + "\"")
                                && !line.endsWith(" 0.0")
                                && !line.endsWith(" 0")))
                .collect(Collectors.joining(", "));
        observe(Capability.CALLS_COUNTED, counted);
    }

    private HttpResponse<String> get(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private void assertSignedIn() {
        assertThat(realm().application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }

    /** Writes down what was seen, and compares. */
    private void observe(Capability capability, String outcome) {
        OBSERVED.put(capability, target.release(), outcome);
        try {
            Files.writeString(REPORT, OBSERVED.toMarkdown());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(outcome)
                .as("%s, on %s, against the compatibility page", capability.label(), target)
                .isEqualTo(EXPECTED.get(capability, target.release()));
    }
}
