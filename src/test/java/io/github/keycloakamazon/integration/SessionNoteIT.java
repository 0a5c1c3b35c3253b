package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** A profile field in a token, by the recipe of the settings page: not stored with the user. */
class SessionNoteIT {
    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.create().withOptionalAttributes("lastName");
    private final Browser browser = new Browser();

    @BeforeEach
    void followTheRecipe() {
        amazon.reset();
        realm.withAmazon(Map.of("defaultScope", "profile postal_code"))
                .withMapper(
                        "amazon-user-session-note-mapper",
                        Map.of("jsonField", "postal_code", "sessionNote", "amazon_postal_code", "syncMode", "INHERIT"));
        addClientScope(
                "amazon-postal-code",
                TestRealm.noteInTokens("amazon_postal_code", "postal_code"),
                TestRealm.noteInTokens("amazon_granted_scope", "amazon_scope"));
    }

    @AfterEach
    void close() {
        browser.close();
        realm.close();
        amazon.reset();
    }

    @Test
    void postalCodeIsInTheTokenOfAFirstAndOfALaterLoginAndNowhereElse() {
        JsonNode first = signIn(Person.JANE);
        assertThat(first.path("postal_code").asText()).isEqualTo(Person.JANE.postalCode());
        assertThat(first.path("amazon_scope").asText()).isEqualTo("profile postal_code");

        browser.forgetCookies();
        JsonNode later = signIn(Person.JANE);
        assertThat(later.path("postal_code").asText()).isEqualTo(Person.JANE.postalCode());

        UserRepresentation user = realm.onlyUser();
        assertThat(user.toString() + user.getAttributes()).doesNotContain(Person.JANE.postalCode());
    }

    @Test
    void userWithoutAPostalCodeHasNoClaim() {
        Person homeless = new Person("homeless", "Holly Less", "holly@example.com", null);
        amazon.addPerson(homeless);

        JsonNode token = signIn(homeless);

        assertThat(token.has("postal_code")).isFalse();
        assertThat(token.path("amazon_scope").asText()).contains("profile");
    }

    private JsonNode signIn(Person person) {
        realm.signIn(browser, person);
        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        return realm.application().redeem(browser.address()).accessTokenClaims();
    }

    private void addClientScope(String name, ProtocolMapperRepresentation... mappers) {
        ClientScopeRepresentation scope = new ClientScopeRepresentation();
        scope.setName(name);
        scope.setProtocol("openid-connect");
        scope.setProtocolMappers(List.of(mappers));
        realm.admin().clientScopes().create(scope).close();
        String scopeId = realm.admin().clientScopes().findAll().stream()
                .filter(created -> created.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getId();
        ClientRepresentation application = realm.admin()
                .clients()
                .findByClientId(TestApplication.CLIENT_ID)
                .get(0);
        ClientResource client = realm.admin().clients().get(application.getId());
        client.addDefaultClientScope(scopeId);
    }
}
