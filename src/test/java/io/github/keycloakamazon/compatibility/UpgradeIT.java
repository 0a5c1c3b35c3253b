package io.github.keycloakamazon.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Database;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** A database outlives the Keycloak that made it, and the JAR. From the oldest to the newest of the releases to test. */
@Tag("matrix")
class UpgradeIT {
    private static final List<String> RELEASES = Target.releases();
    private static final String REALM = "company";
    private static final String PASSWORD = "password";

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private @Nullable Database database;

    @BeforeEach
    void startDatabase() throws IOException {
        database = Database.start();
    }

    @AfterEach
    void close() throws IOException {
        amazon.reset();
        browser.close();
        database().close();
    }

    private Database database() {
        return Optional.ofNullable(database).orElseThrow();
    }

    @Test
    void whatTheOldestKeycloakWroteServesTheNewestWhichCanDoWithoutTheJarForAWhile() {
        KeycloakDistribution oldest = KeycloakDistribution.current().withVersion(RELEASES.get(0));
        KeycloakDistribution newest = KeycloakDistribution.current().withVersion(RELEASES.get(RELEASES.size() - 1));

        try (KeycloakServer keycloak = start(oldest)) {
            TestRealm realm = TestRealm.imported(keycloak, realm());
            signInAndLeaveATokenThatRunsOut(realm);
            realm.leave();
        }
        try (KeycloakServer keycloak = start(newest)) {
            TestRealm realm = TestRealm.existing(keycloak, REALM);
            assertNothingIsLost(realm);
            assertTokenIsRenewed(realm);
            assertSignsInAsBefore(realm);
            realm.leave();
        }
        try (KeycloakServer keycloak = start(newest.withoutProviders())) {
            TestRealm realm = TestRealm.existing(keycloak, REALM);
            assertOnlyAmazonIsMissing(keycloak, realm);
            realm.leave();
        }
        try (KeycloakServer keycloak = start(newest)) {
            TestRealm realm = TestRealm.existing(keycloak, REALM);
            assertNothingIsLost(realm);
            assertThat(storedToken(realm)).startsWith("Atza|");
            assertSignsInAsBefore(realm);
            realm.leave();
        }
    }

    private static RealmRepresentation realm() {
        RealmRepresentation realm = new RealmRepresentation();
        realm.setRealm(REALM);
        realm.setEnabled(true);
        realm.setEventsEnabled(true);
        return realm;
    }

    private KeycloakServer start(KeycloakDistribution distribution) {
        return KeycloakServer.start(
                database().behind(Servers.keycloakFor(amazon, distribution)).name("upgrade"));
    }

    private void signInAndLeaveATokenThatRunsOut(TestRealm realm) {
        IdentityProviderRepresentation provider = TestRealm.amazon(
                Map.of("region", "EU", "defaultScope", "profile postal_code", "namePolicy", "whole-name-in-both"));
        provider.setStoreToken(true);
        provider.setAddReadTokenRoleOnCreate(true);
        realm.withUnmanagedAttributes()
                .withProvider(provider)
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "postalCode", "syncMode", "FORCE"));
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.set("expires_in", 1));

        realm.signIn(browser, Person.JANE);

        assertSignedIn(realm);
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(PASSWORD);
        realm.admin().users().get(realm.onlyUser().getId()).resetPassword(password);
    }

    private void assertNothingIsLost(TestRealm realm) {
        assertThat(realm.provider().toRepresentation().getConfig())
                .containsEntry("region", "EU")
                .containsEntry("defaultScope", "profile postal_code")
                .containsEntry("namePolicy", "whole-name-in-both");
        UserRepresentation jane = realm.onlyUser();
        assertThat(realm.links(jane))
                .extracting(FederatedIdentityRepresentation::getUserId)
                .containsExactly(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(jane.getAttributes()).containsEntry("postalCode", List.of("84062-9253"));
    }

    private void assertTokenIsRenewed(TestRealm realm) {
        amazon.forgetRequests();

        assertThat(storedToken(realm)).startsWith("Atza|");

        assertThat(amazon.requests(Endpoint.TOKEN))
                .extracting(request -> request.form("grant_type"))
                .containsExactly("refresh_token");
    }

    private static String storedToken(TestRealm realm) {
        Answer answer = realm.application()
                .get(
                        "/broker/amazon/token",
                        signInByPassword(realm).path("access_token").asText());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("access_token").asText();
    }

    private static JsonNode signInByPassword(TestRealm realm) {
        Answer answer = realm.application()
                .token(Map.of("grant_type", "password", "username", "jane.doe@example.com", "password", PASSWORD));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private void assertSignsInAsBefore(TestRealm realm) {
        realm.toAmazon(browser.forgetCookies()).click("person-jane");

        assertSignedIn(realm);
        assertThat(realm.users()).hasSize(1);
    }

    /** What the page on running it says people and administrators see. */
    private void assertOnlyAmazonIsMissing(KeycloakServer keycloak, TestRealm realm) {
        assertNothingIsLost(realm);
        realm.toLoginPage(browser.forgetCookies());
        assertThat(browser.status()).isEqualTo(200);
        assertThat(browser.has("password")).as(browser.text()).isTrue();
        assertThat(browser.has("social-amazon")).as(browser.text()).isFalse();

        browser.open(realm.application().signInAddress(Map.of("kc_idp_hint", TestRealm.ALIAS)));
        assertThat(browser.status()).isEqualTo(502);
        assertThat(browser.text()).contains("Could not send authentication request to identity provider.");

        String keycloakToken = signInByPassword(realm).path("access_token").asText();
        assertThat(realm.application()
                        .get("/broker/amazon/token", keycloakToken)
                        .status())
                .isEqualTo(502);

        assertThat(keycloak.logSince(0))
                .contains("Couldn't find a suitable identity provider factory for amazon")
                .contains("Identity Provider [amazon] not found.");
    }

    private void assertSignedIn(TestRealm realm) {
        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }
}
