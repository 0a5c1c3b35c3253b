package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.extension.FailingMapper;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.htmlunit.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Whatever happens in a callback ends in a page with a message and an event with a reason, and nothing of a failed login is kept. The
 * server has somebody else's extension too, and starts with a realm file whose variables nobody set.
 */
class CallbackIT {
    private static final AmazonEmulator AMAZON = Servers.amazon();

    private final KeycloakServer keycloak = Servers.extended();
    private final Browser browser = new Browser();
    private TestRealm realm;

    @BeforeEach
    void makeRealm() {
        AMAZON.reset();
        realm = TestRealm.create(keycloak, created -> {}).withUnmanagedAttributes();
    }

    @AfterEach
    void close() {
        browser.close();
        realm.close();
    }

    // ---- Mappers of others

    @ParameterizedTest
    @CsvSource({
        "code,    amazonLoginBusy,         too many users are waiting",
        "message, IdentityBrokerException, Unexpected error when authenticating with identity provider",
        "runtime, IllegalStateException,   Unexpected error when authenticating with identity provider",
        "linkage, NoSuchMethodError,       Unexpected error when authenticating with identity provider",
        "stack,   StackOverflowError,      Unexpected error when authenticating with identity provider",
    })
    void mapperThatFailsForANewUserEndsOnTheLoginPage(String failure, String reason, String message) {
        realm.withAmazon();
        fail("preprocess", failure);
        long mark = keycloak.logMark();

        realm.signIn(browser, Person.JANE);

        assertLoginPage(message);
        assertReason(reason);
        assertThat(realm.users()).isEmpty();
        assertThat(keycloak.logSince(mark))
                .contains("realm=" + realm.name() + ", alias=amazon")
                .contains("FailingMapper.java")
                .doesNotContain(FailingMapper.PERSONAL);
        removeMappers();
        browser.click("social-amazon");
        assertThat(isSignedIn()).as(browser.text()).isTrue();
    }

    @Test
    void mapperThatFailsForAKnownUserChangesNothing() {
        realm.withAmazon().changeProvider(provider -> {
            provider.setStoreToken(true);
            provider.getConfig().put("syncMode", "FORCE");
        });
        realm.signIn(browser, Person.JANE);
        UserRepresentation before = realm.onlyUser();
        fail("update", "runtime");
        browser.forgetCookies();
        AMAZON.on(Endpoint.PROFILE).always(Fault.set("name", "Somebody Else"));

        realm.signIn(browser, Person.JANE);

        assertLoginPage("Unexpected error when authenticating with identity provider");
        assertReason("IllegalStateException");
        UserRepresentation after = realm.onlyUser();
        assertThat(after.getFirstName()).isEqualTo(before.getFirstName());
        assertThat(after.getAttributes()).isEqualTo(before.getAttributes());
        assertThat(realm.events("LOGIN")).hasSize(1);
    }

    @Test
    void mapperThatFailsWhileLinkingLeavesNoLink() {
        realm.withAmazon();
        fail("update", "code");
        UserRepresentation peter = realm.addUser("peter", "peter@example.com", "password");
        realm.toLoginPage(browser)
                .type("username", "peter")
                .type("password", "password")
                .click("kc-login");

        browser.open(realm.application().signInAddress(Map.of("kc_action", "idp_link:amazon")))
                .clickSelected("input[type=submit], button[type=submit]");
        realm.agreeAtAmazon(browser, Person.JANE);

        assertThat(browser.text()).contains("too many users are waiting");
        assertThat(realm.links(peter)).isEmpty();
        assertReason("amazonLoginBusy");
    }

    @Test
    void responseThatAMapperThrowsIsPassedOn() {
        realm.withAmazon();
        fail("preprocess", "web");

        realm.signIn(browser, Person.JANE);

        assertThat(browser.status()).isEqualTo(418);
        assertThat(browser.text()).contains("short and stout");
    }

    @Test
    void mapperOfAnUnknownTypeEndsOnTheLoginPage() {
        realm.withAmazon().withMapper("no-such-mapper", Map.of("syncMode", "INHERIT"));

        realm.signIn(browser, Person.JANE);

        assertLoginPage("Unexpected error when authenticating with identity provider");
        assertReason("NullPointerException");
    }

    /** Keycloak calls these mappers when the callback is over, in a request of its own, which ends on its own page. */
    @ParameterizedTest
    @CsvSource({
        "code,    500, Unexpected error when authenticating with identity provider",
        "runtime, 500, Unexpected error when authenticating with identity provider",
        "web,     418, short and stout",
        "linkage, 500, internal server error",
    })
    void mapperThatFailsToImportAUserLeavesNoUser(String failure, int status, String message) {
        realm.withAmazon();
        fail("import", failure);

        realm.signIn(browser, Person.JANE);

        assertThat(browser.status()).isEqualTo(status);
        assertThat(browser.text()).containsIgnoringCase(message);
        assertThat(realm.users()).isEmpty();
        assertThat(realm.events("REGISTER")).isEmpty();
        removeMappers();
        realm.signIn(browser, Person.JANE);
        assertThat(isSignedIn()).as(browser.text()).isTrue();
        assertThat(realm.links(realm.onlyUser())).hasSize(1);
    }

    // ---- Garbage, in one realm each, because making one takes longest

    @Test
    void garbageInsteadOfAStateIsAPageAndAnEvent() {
        realm.withAmazon();
        for (String query : List.of(
                "",
                "state",
                "state=",
                "state=a",
                "state=a.b.c",
                "state=a.b.%3D",
                "state=..",
                "state=...",
                "state=a.b.AAAA.%3D%3D",
                "state=a.b.c.d.e.f",
                "state=%F0%9F%98%80.%F0%9F%98%80.%F0%9F%98%80",
                "state=a&state=b",
                "code=x",
                "error=access_denied",
                "state=a.b.%E2%80%AE&code=x")) {
            realm.admin().clearEvents();

            browser.open(URI.create(realm.returnUrl("amazon") + "?" + query));

            assertThat(browser.status()).as(query).isEqualTo(400);
            assertThat(browser.html().getTitleText()).as(query).isNotBlank();
            assertThat(Stream.of("IDENTITY_PROVIDER_LOGIN_ERROR", "LOGIN_ERROR")
                            .flatMap(type -> realm.events(type).stream()))
                    .as(query)
                    .isNotEmpty();
        }
    }

    @Test
    void garbageInALoginEndsOnTheLoginPage() {
        realm.withAmazon();
        for (String query : List.of(
                "error=%0D%0AX:%20y&error_description=%0D%0A",
                "error=%3Cscript%3E&error_description=%3Cscript%3Ealert(1)%3C/script%3E",
                "error=a&error=access_denied",
                "error=login_undone&error_description=amazonLoginBusy",
                "code=x&code=y")) {
            realm.admin().clearEvents();
            String state =
                    TestApplication.query(realm.toAmazon(browser).address()).get("state");

            browser.open(URI.create(realm.returnUrl("amazon") + "?state=" + encode(state) + "&" + query));

            assertThat(browser.status()).as(query).isEqualTo(200);
            assertThat(browser.has("social-amazon")).as(query + browser.text()).isTrue();
            assertThat(browser.source()).as(query).doesNotContain("<script>alert");
            assertThat(realm.lastEvent("IDENTITY_PROVIDER_LOGIN_ERROR")
                            .orElseThrow()
                            .getDetails())
                    .as(query)
                    .containsKey("reason");
        }
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void responseWithNeitherACodeNorAnErrorIsAPageAndAnEvent() {
        realm.withAmazon();
        for (String query : List.of("", "&error=", "&code=", "&error_description=x")) {
            realm.admin().clearEvents();
            String state =
                    TestApplication.query(realm.toAmazon(browser).address()).get("state");

            browser.open(URI.create(realm.returnUrl("amazon") + "?state=" + encode(state) + query));

            assertThat(browser.status()).as(query).isEqualTo(400);
            assertReason("identityProviderMissingCodeOrErrorMessage");
        }
    }

    @Test
    void veryLongParametersEndOnAPage() {
        realm.withAmazon();
        String state = TestApplication.query(realm.toAmazon(browser).address()).get("state");

        browser.open(URI.create(realm.returnUrl("amazon") + "?state=" + encode(state) + "&error=" + "e".repeat(2000)
                + "&error_description=" + "d".repeat(2000)));

        assertThat(browser.has("social-amazon")).as(browser.text()).isTrue();
        assertReason("unknown_error");
    }

    // ---- The realm changes while the user is at Amazon

    @ParameterizedTest
    @ValueSource(strings = {"provider removed", "application removed", "application disabled", "realm disabled"})
    void changeWhileTheUserIsAtAmazonEndsOnAPage(String change) {
        realm.withAmazon();
        realm.toAmazon(browser);
        change(change);

        realm.agreeAtAmazon(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isFalse();
        assertThat(browser.status()).as(browser.text()).isBetween(400, 499);
        assertThat(browser.text())
                .isNotBlank()
                .doesNotContain("Exception")
                .doesNotContainIgnoringCase("internal server error");
        enableRealm(true);
        assertThat(realm.users()).isEmpty();
    }

    private void change(String change) {
        switch (change) {
            case "provider removed" -> realm.provider().remove();
            case "application removed" -> application().remove();
            case "application disabled" -> {
                ClientRepresentation client = application().toRepresentation();
                client.setEnabled(false);
                application().update(client);
            }
            case "realm disabled" -> enableRealm(false);
            default -> throw new IllegalArgumentException(change);
        }
    }

    private void enableRealm(boolean enabled) {
        RealmRepresentation change = realm.admin().toRepresentation();
        change.setEnabled(enabled);
        realm.admin().update(change);
    }

    private ClientResource application() {
        return realm.admin()
                .clients()
                .get(realm.admin()
                        .clients()
                        .findByClientId(TestApplication.CLIENT_ID)
                        .get(0)
                        .getId());
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpMethod.class,
            names = {"GET", "TRACE"},
            mode = EnumSource.Mode.EXCLUDE)
    void otherMethodsThanGetAreNoCallback(HttpMethod method) {
        realm.withAmazon();
        URI amazon = realm.toAmazon(browser).address();
        String state = TestApplication.query(amazon).get("state");

        browser.send(method, URI.create(realm.returnUrl("amazon") + "?code=x&state=" + encode(state)));

        assertThat(browser.status()).as(browser.text()).isBetween(200, 499);
        assertThat(AMAZON.requests(Endpoint.TOKEN)).isEmpty();
        realm.agreeAtAmazon(browser.open(amazon), Person.JANE);
        assertThat(isSignedIn()).as("the login goes on: " + browser.text()).isTrue();
    }

    // ---- What Keycloak's own endpoint does too

    @Test
    void expiredAuthenticationAtAnotherBrokerStartsAgain() {
        realm.withAmazon();
        String state = TestApplication.query(realm.toAmazon(browser).address()).get("state");

        browser.open(URI.create(realm.returnUrl("amazon") + "?state=" + encode(state)
                + "&error=temporarily_unavailable&error_description=authentication_expired"));

        assertThat(browser.has("person-jane")).as(browser.text()).isTrue();
        realm.agreeAtAmazon(browser, Person.JANE);
        assertThat(isSignedIn()).as(browser.text()).isTrue();
    }

    // ---- A realm file with variables that nobody set

    @Test
    void serverStartsWithUnsetVariablesAndSaysWhere() {
        assertThat(keycloak.logSince(0))
                .containsPattern("WARN.*clientId.*region.*\\[realm=" + Servers.UNSET_REALM + ", alias=from-file]")
                .containsPattern("WARN.*clientId, clientSecret.*\\[realm=" + Servers.UNSET_REALM + ", alias=not-yet]");
        assertThat(realm.server().realm(Servers.UNSET_REALM).identityProviders().findAll())
                .extracting(IdentityProviderRepresentation::getAlias)
                .containsExactlyInAnyOrder("from-file", "not-yet");
    }

    // ---- Help

    private void fail(String step, String failure) {
        realm.withMapper(
                FailingMapper.ID,
                Map.of(FailingMapper.STEP, step, FailingMapper.FAILURE, failure, "syncMode", "FORCE"));
    }

    private void removeMappers() {
        realm.provider().getMappers().forEach(mapper -> realm.provider().delete(mapper.getId()));
    }

    private void assertLoginPage(String message) {
        assertThat(browser.status()).isEqualTo(200);
        assertThat(browser.has("social-amazon")).as(browser.text()).isTrue();
        assertThat(browser.text()).contains(message).doesNotContain(FailingMapper.PERSONAL);
    }

    private void assertReason(String reason) {
        EventRepresentation event =
                realm.lastEvent("IDENTITY_PROVIDER_LOGIN_ERROR").orElseThrow();
        assertThat(event.getError()).isEqualTo("identity_provider_login_failure");
        assertThat(event.getDetails()).containsEntry("reason", reason).containsEntry("identity_provider", "amazon");
    }

    private boolean isSignedIn() {
        return realm.application().isSignedIn(browser.address());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
