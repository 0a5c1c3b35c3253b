package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Answer;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.extension.ReadOnlyUsers;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.ExchangePermission;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Users of a directory that is read-only sign in with Amazon, whatever Amazon tells about them. */
class ReadOnlyUsersIT {
    private final AmazonEmulator amazon = Servers.amazon();
    private final String userId = amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID);
    private final Browser browser = new Browser();
    private final TestRealm realm = TestRealm.create(Servers.extended(), created -> {});
    private final UserRepresentation reader = new UserRepresentation();

    @BeforeEach
    void addTheDirectory() {
        amazon.reset();
        ComponentRepresentation directory = new ComponentRepresentation();
        directory.setName("directory");
        directory.setProviderId(ReadOnlyUsers.ID);
        directory.setProviderType("org.keycloak.storage.UserStorageProvider");
        directory.setParentId(realm.admin().toRepresentation().getId());
        try (Response response = realm.admin().components().add(directory)) {
            assertThat(response.getStatus()).isEqualTo(201);
            String path = response.getLocation().getPath();
            reader.setId("f:" + path.substring(path.lastIndexOf('/') + 1) + ":" + ReadOnlyUsers.USERNAME);
        }
        realm.withUnmanagedAttributes()
                .withAmazon(Map.of("syncMode", "FORCE", "defaultScope", "profile postal_code", "trustEmail", "true"));
    }

    @AfterEach
    void close() {
        amazon.reset();
        browser.close();
        realm.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"name\":\"Rita Reader\",\"email\":\"reader@example.com\"",
                "\"name\":\"Jane Doe\",\"email\":\"jane@example.com\"",
                "\"name\":\"Rita Doe\",\"email\":\"READER@example.com\"",
                "\"name\":\"Madonna\"",
                "\"email\":\"jane@example.com\"",
                "\"postal_code\":\"11111\""
            })
    void knownUserSignsInAndStaysAsTheDirectorySays(String profile) {
        realm.link(reader, userId);
        tells(profile);

        realm.signIn(browser, Person.JANE);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertUnchanged();
    }

    /** Keycloak writes to the user between the first-login flow and its first call of a provider. */
    @Test
    void firstLoginThatLinksTheUserEndsOnKeycloaksPageWithForce() {
        realm.withFirstLoginFlow("idp-detect-existing-broker-user", "idp-auto-link");
        tells("\"name\":\"Jane Doe\",\"email\":\"" + ReadOnlyUsers.EMAIL + "\"");

        realm.signIn(browser, Person.JANE);

        assertThat(browser.text()).contains("Unexpected error when authenticating with identity provider");
        assertUnchanged();
    }

    @Test
    void firstLoginThatLinksTheUserSignsInWithImport() {
        realm.changeProvider(provider -> provider.getConfig().put("syncMode", "IMPORT"))
                .withFirstLoginFlow("idp-detect-existing-broker-user", "idp-auto-link");
        tells("\"name\":\"Jane Doe\",\"email\":\"" + ReadOnlyUsers.EMAIL + "\"");

        realm.signIn(browser, Person.JANE);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertUnchanged();
    }

    @Test
    void mappersLeaveTheUserAsTheDirectorySays() {
        realm.withRole("gold").withGroup("silver");
        String claims = "[{\"key\":\"postal_code\",\"value\":\"11111\"}]";
        realm.withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "postalCode", "syncMode", "FORCE"))
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "lastName", "syncMode", "FORCE"))
                .withMapper(
                        "amazon-username-template-mapper",
                        Map.of("template", "zip-${CLAIM.postal_code}", "target", "LOCAL", "syncMode", "FORCE"))
                .withMapper(
                        "amazon-advanced-role-mapper", Map.of("claims", claims, "role", "gold", "syncMode", "FORCE"))
                .withMapper(
                        "amazon-advanced-group-mapper",
                        Map.of("claims", claims, "group", "/silver", "syncMode", "FORCE"));
        realm.link(reader, userId);
        tells("\"name\":\"Jane Doe\",\"email\":\"jane@example.com\",\"postal_code\":\"11111\"");
        long mark = Servers.extended().logMark();

        realm.signIn(browser, Person.JANE);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertUnchanged();
        assertThat(Servers.extended().logSince(mark))
                .contains("The role from Amazon is not used, because the user storage is read-only")
                .contains("The username from Amazon is not used")
                .doesNotContain("jane@example.com");
    }

    @Test
    void exchangeLeavesTheUserAsTheDirectorySays() {
        ExchangePermission.grant(realm);
        realm.link(reader, userId);
        tells("\"name\":\"Jane Doe\",\"email\":\"jane@example.com\"");

        var answer = realm.application()
                .exchangeAmazonToken(amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertUnchanged();
    }

    private void tells(String profile) {
        amazon.on(Endpoint.PROFILE)
                .always(Fault.answer(
                        Answer.of(200, "application/json", "{\"user_id\":\"" + userId + "\"," + profile + "}")));
    }

    private void assertUnchanged() {
        UserRepresentation now = realm.admin().users().get(reader.getId()).toRepresentation();
        assertThat(now)
                .extracting(
                        UserRepresentation::getUsername,
                        UserRepresentation::getEmail,
                        UserRepresentation::getFirstName,
                        UserRepresentation::getLastName)
                .containsExactly(ReadOnlyUsers.USERNAME, ReadOnlyUsers.EMAIL, "Rita", "Reader");
        assertThat(now.isEmailVerified()).isTrue();
    }
}
