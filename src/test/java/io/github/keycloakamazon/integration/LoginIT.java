package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.emulator.ReceivedRequest;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication.Tokens;
import io.github.keycloakamazon.fixture.TestRealm;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The main job: people sign in to an application with their Amazon account. */
class LoginIT {
    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private TestRealm realm = TestRealm.create().withUnmanagedAttributes();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        browser.close();
        realm.close();
    }

    @Test
    void newPersonIsSignedInAtTheApplication() {
        realm.withAmazon();

        realm.signIn(browser, Person.JANE);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        UserRepresentation user = realm.onlyUser();
        assertThat(user.getUsername()).isEqualTo("jane.doe@example.com");
        assertThat(user.getEmail()).isEqualTo("jane.doe@example.com");
        assertThat(user.isEmailVerified()).as("e-mail verified").isFalse();
        assertThat(user.getFirstName()).isEqualTo("Jane");
        assertThat(user.getLastName()).isEqualTo("Doe");
        FederatedIdentityRepresentation link = realm.links(user).get(0);
        assertThat(link.getIdentityProvider()).isEqualTo("amazon");
        assertThat(link.getUserId()).isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(link.getUserName()).isEqualTo("jane.doe@example.com");

        Tokens tokens = realm.application().redeem(browser.address());
        assertThat(tokens.idToken().path("sub").asText()).isEqualTo(user.getId());
        assertThat(tokens.idToken().path("email").asText()).isEqualTo("jane.doe@example.com");
        assertThat(tokens.idToken().path("email_verified").asBoolean()).isFalse();
        assertThat(tokens.idToken().path("given_name").asText()).isEqualTo("Jane");
        assertThat(tokens.idToken().path("family_name").asText()).isEqualTo("Doe");

        EventRepresentation login = realm.lastEvent("LOGIN").orElseThrow();
        assertThat(login.getUserId()).isEqualTo(user.getId());
        assertThat(login.getDetails())
                .containsEntry("identity_provider", "amazon")
                .containsEntry("identity_provider_identity", "jane.doe@example.com");
        assertThat(realm.events("REGISTER")).hasSize(1);
    }

    @Test
    void returningPersonIsTheSameUserAndIsNotAskedForConsentAgain() {
        realm.withAmazon();
        realm.toAmazon(browser).click("person-jane");
        assertThat(browser.has("allow")).as("consent page the first time").isTrue();
        browser.click("allow");
        UserRepresentation user = realm.onlyUser();
        browser.forgetCookies();

        realm.toAmazon(browser).click("person-jane");

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertThat(realm.onlyUser().getId()).isEqualTo(user.getId());
        assertThat(realm.events("REGISTER")).hasSize(1);
        assertThat(realm.events("LOGIN")).hasSize(2);
    }

    @Test
    void loginTakesTwoCallsWithTheSecretInTheBodyAndTheTokenInAHeader() {
        realm.withAmazon();

        realm.signIn(browser, Person.JANE);

        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
        assertThat(amazon.requests(Endpoint.PROFILE)).hasSize(1);
        assertThat(amazon.requests(Endpoint.TOKEN)).hasSize(1);
        ReceivedRequest authorize = amazon.requests(Endpoint.AUTHORIZE).get(0);
        ReceivedRequest token = amazon.requests(Endpoint.TOKEN).get(0);
        ReceivedRequest profile = amazon.requests(Endpoint.PROFILE).get(0);
        assertThat(authorize.query("scope")).isEqualTo("profile");
        assertThat(authorize.query("code_challenge_method")).isEqualTo("S256");
        assertThat(authorize.query("code_challenge")).matches("[A-Za-z0-9_-]{43}");
        assertThat(authorize.query("state")).matches("[A-Za-z0-9._-]+");
        assertThat(token.form("client_secret")).isEqualTo(AmazonEmulator.CLIENT_SECRET);
        assertThat(token.form("redirect_uri")).isEqualTo(realm.returnUrl("amazon"));
        assertThat(token.form("code_verifier")).matches("[A-Za-z0-9._~-]{43,128}");
        assertThat(token.header("Authorization")).isNull();
        assertThat(profile.header("Authorization")).startsWith("Bearer Atza|");
        assertThat(profile.query("access_token")).isNull();
    }

    /** Tries again where the person is back before the connection is: here nobody types a password at Amazon. */
    @Test
    void connectionToAmazonIsOpenBeforeThePersonComesBack() {
        realm.withAmazon();

        await("a login that needs no connection of its own")
                .atMost(Duration.ofMinutes(2))
                .until(() -> {
                    reachAmazonWithAConnectionOpenedAhead();
                    long before = amazon.apiConnections();
                    realm.agreeAtAmazon(browser, Person.JANE);
                    assertThat(realm.application().isSignedIn(browser.address()))
                            .as(browser.text())
                            .isTrue();
                    return amazon.apiConnections() == before;
                });
    }

    /** Sets out again until the server takes Amazon for idle, 15 seconds after the last call. */
    private void reachAmazonWithAConnectionOpenedAhead() {
        amazon.closeApiConnections();
        amazon.forgetRequests();
        long before = amazon.apiConnections();
        await("a connection")
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    realm.toAmazon(browser.forgetCookies());
                    return amazon.apiConnections() > before;
                });
        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
    }

    @Test
    void nothingOfTheApplicationsRequestReachesAmazon() {
        realm.withAmazon(Map.of("defaultScope", "profile postal_code"));

        browser.open(realm.application()
                .signInAddress(Map.of(
                        "kc_idp_hint", "amazon",
                        "prompt", "login",
                        "login_hint", "somebody@example.com",
                        "ui_locales", "de",
                        "acr_values", "gold",
                        "max_age", "60",
                        "nonce", "n")));

        assertThat(browser.has("person-jane")).as(browser.text()).isTrue();
        ReceivedRequest request = amazon.requests(Endpoint.AUTHORIZE).get(0);
        assertThat(request.query().keySet())
                .containsExactlyInAnyOrder(
                        "client_id",
                        "scope",
                        "response_type",
                        "redirect_uri",
                        "state",
                        "code_challenge",
                        "code_challenge_method");
        assertThat(request.rawQuery()).contains("scope=profile%20postal_code");
    }

    @Test
    void cancellingAtAmazonLeadsBackToTheLoginPageWithAMessage() {
        realm.withAmazon();

        realm.toAmazon(browser).click("person-jane").click("cancel");

        assertThat(browser.has("social-amazon")).as("the button, to try again").isTrue();
        assertThat(browser.text()).contains("Access denied when authenticating with Amazon");
        assertThat(realm.users()).isEmpty();
        browser.click("social-amazon");
        assertThat(browser.has("allow")).as("the consent page again").isTrue();
    }

    @Test
    void postalCodeArrivesAsAnAttribute() {
        realm.withAmazon(Map.of("defaultScope", "profile postal_code"))
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "postalCode", "syncMode", "INHERIT"));

        realm.signIn(browser, Person.BRITISH);

        assertThat(realm.onlyUser().getAttributes()).containsEntry("postalCode", List.of("SW1A 1AA"));
    }

    @Test
    void userIdAloneSignsInWithoutConsentWhereTheRealmDemandsNoEmail() {
        realm.withOptionalAttributes("email", "firstName", "lastName")
                .withAmazon(Map.of("defaultScope", "profile:user_id"));

        realm.toAmazon(browser).click("person-jane");

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        UserRepresentation user = realm.onlyUser();
        String userId = amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID);
        assertThat(user.getEmail()).isNull();
        assertThat(user.getUsername()).isEqualToIgnoringCase(userId);
        assertThat(realm.links(user).get(0).getUserId()).isEqualTo(userId);
    }

    @Test
    void userIdAloneAsksForTheEmailWhereTheRealmDemandsIt() {
        realm.withAmazon(Map.of("defaultScope", "profile:user_id"));

        realm.toAmazon(browser).click("person-jane");

        assertThat(browser.has("email")).as(browser.text()).isTrue();
        browser.type("email", "jane@home.example")
                .type("firstName", "Jane")
                .type("lastName", "Doe")
                .clickSelected("input[type=submit], button[type=submit]");
        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertThat(realm.onlyUser().getEmail()).isEqualTo("jane@home.example");
    }

    @Test
    void accountWithoutEmailSignsIn() {
        realm.withOptionalAttributes("email").withAmazon();

        realm.signIn(browser, Person.NO_EMAIL);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertThat(realm.onlyUser().getEmail()).isNull();
    }

    @Test
    void oneWordNameLeavesTheLastNameToThePerson() {
        realm.withAmazon();

        realm.signIn(browser, Person.ONE_WORD);

        assertThat(browser.value("firstName")).isEqualTo("Madonna");
        assertThat(browser.value("email")).isEqualTo("madonna@example.com");
        browser.type("lastName", "Ciccone").clickSelected("input[type=submit], button[type=submit]");
        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }

    @Test
    void addressesOfTheOperatorReplaceThoseOfTheRegion() {
        realm.withAmazon(Map.of("region", "FE"));

        realm.signIn(browser, Person.JANE);
        assertThat(realm.application().isSignedIn(browser.address())).isTrue();
    }

    @Test
    void callbackWithoutCodeOrStateIsAClearError() {
        realm.withAmazon();

        browser.open(URI.create(realm.returnUrl("amazon")));

        assertThat(browser.status()).isEqualTo(400);
        assertThat(realm.lastEvent("IDENTITY_PROVIDER_LOGIN_ERROR")
                        .orElseThrow()
                        .getDetails())
                .containsEntry("identity_provider", "amazon");
        assertThat(browser.text()).contains("Missing state parameter");
    }
}
