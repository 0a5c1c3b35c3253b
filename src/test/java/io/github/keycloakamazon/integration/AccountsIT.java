package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestApplication.Tokens;
import io.github.keycloakamazon.fixture.TestRealm;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Accounts that have Amazon as one way in among others, and the settings by which a realm steers who comes in by it. */
class AccountsIT {
    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private final TestRealm realm = TestRealm.create();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        browser.close();
        realm.close();
    }

    // ---- Linking

    @Test
    void personLinksAmazonAndSignsInWithItFromThenOn() {
        realm.withAmazon();
        UserRepresentation peter = signedInPeter();

        startLinking();
        agreeAtAmazon(Person.JANE);

        assertThat(actionStatus()).as(browser.text()).isEqualTo("success");
        assertThat(linkedIds(peter)).containsExactly(idOf(Person.JANE));
        browser.forgetCookies();
        realm.signIn(browser, Person.JANE);
        assertThat(signedInUser()).isEqualTo(peter.getId());
        assertThat(realm.onlyUser().getEmail()).isEqualTo("peter@example.com");
    }

    @Test
    void cancellingAtAmazonWhileLinkingLeadsBackToTheApplication() {
        realm.withAmazon();
        UserRepresentation peter = signedInPeter();

        startLinking();
        browser.click("person-jane").click("cancel");

        assertThat(actionStatus()).as(browser.text()).isEqualTo("cancelled");
        assertThat(realm.links(peter)).isEmpty();
    }

    @Test
    void failureOfAmazonWhileLinkingIsExplainedAndLinkingCanBeTriedAgain() {
        realm.withAmazon();
        UserRepresentation peter = signedInPeter();
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.empty(503));

        startLinking();
        agreeAtAmazon(Person.JANE);

        assertThat(browser.text()).contains("Amazon has a problem at the moment.");
        assertThat(realm.links(peter)).isEmpty();
        startLinking();
        agreeAtAmazon(Person.JANE);
        assertThat(actionStatus()).as(browser.text()).isEqualTo("success");
        assertThat(linkedIds(peter)).containsExactly(idOf(Person.JANE));
    }

    @Test
    void amazonAccountOfSomebodyElseIsNotLinkedAgain() {
        realm.withAmazon();
        realm.signIn(browser, Person.JANE);
        UserRepresentation jane = realm.onlyUser();
        browser.forgetCookies();
        UserRepresentation peter = signedInPeter();

        startLinking();
        agreeAtAmazon(Person.JANE);

        assertThat(browser.text()).contains("already linked to another user");
        assertThat(realm.links(peter)).isEmpty();
        assertThat(linkedIds(jane)).containsExactly(idOf(Person.JANE));
    }

    @Test
    void secondAmazonAccountDoesNotReplaceTheFirst() {
        realm.withAmazon(Map.of("syncMode", "FORCE"));
        UserRepresentation peter = signedInPeter();
        realm.link(peter, idOf(Person.BRITISH));

        startLinking();
        agreeAtAmazon(Person.JANE);

        assertThat(browser.text()).contains("Your account is already linked to the identity provider Amazon.");
        assertThat(linkedIds(peter)).containsExactly(idOf(Person.BRITISH));
        assertThat(realm.onlyUser().getEmail()).isEqualTo(peter.getEmail());
        assertThat(realm.onlyUser().getFirstName()).isEqualTo(peter.getFirstName());
    }

    @Test
    void olderLinkingAddressLinksAndComesBackWithoutALinkWhereItFails() {
        realm.withAmazon();
        UserRepresentation peter = signedInPeter();
        Tokens tokens = realm.application().redeem(browser.address());

        browser.open(realm.linkAddress(tokens)).click("person-jane").click("cancel");
        assertThat(browser.status()).as(browser.text()).isEqualTo(200);
        assertThat(realm.links(peter)).isEmpty();

        amazon.on(Endpoint.TOKEN).answerOnce(Fault.empty(503));
        browser.open(realm.linkAddress(tokens));
        agreeAtAmazon(Person.JANE);
        assertThat(browser.has("back")).as(browser.text()).isTrue();
        assertThat(realm.links(peter)).isEmpty();

        browser.open(realm.linkAddress(tokens));
        assertThat(browser.has("back")).as(browser.text()).isTrue();
        assertThat(linkedIds(peter)).containsExactly(idOf(Person.JANE));
    }

    @Test
    void unlinkedPersonIsSomebodyNew() {
        realm.withAmazon();
        UserRepresentation peter = signedInPeter();
        String token = realm.application().redeem(browser.address()).accessToken();
        startLinking();
        agreeAtAmazon(Person.JANE);
        assertThat(realm.links(peter)).hasSize(1);

        assertThat(unlinkFromAccount(token)).isEqualTo(204);

        assertThat(realm.links(peter)).isEmpty();
        browser.forgetCookies();
        realm.signIn(browser, Person.JANE);
        assertThat(signedInUser()).isNotEqualTo(peter.getId());
        assertThat(realm.users()).hasSize(2);
    }

    @Test
    void onlyWayInCannotBeUnlinkedByThePersonButByAnAdministrator() {
        realm.withAmazon();
        realm.signIn(browser, Person.JANE);
        UserRepresentation jane = realm.onlyUser();
        String token = realm.application().redeem(browser.address()).accessToken();

        assertThat(unlinkFromAccount(token)).isEqualTo(400);
        assertThat(realm.links(jane)).hasSize(1);

        realm.admin().users().get(jane.getId()).removeFederatedIdentity(TestRealm.ALIAS);
        browser.forgetCookies();
        realm.signIn(browser, Person.JANE);
        assertThat(browser.has("linkAccount"))
                .as("the e-mail address alone proves nothing: " + browser.text())
                .isTrue();
        assertThat(realm.links(jane)).isEmpty();
    }

    // ---- Who is offered Amazon

    @Test
    void hintLeadsStraightToAmazonAlsoWhereTheButtonIsHidden() {
        realm.withAmazon().changeProvider(provider -> provider.setHideOnLogin(true));

        realm.toLoginPage(browser);
        assertThat(browser.has("social-amazon")).as("button").isFalse();
        browser.open(hinted());
        agreeAtAmazon(Person.JANE);

        assertThat(signedInUser()).isEqualTo(realm.onlyUser().getId());
    }

    @Test
    void hintOfAnUnknownOrDisabledProviderShowsTheLoginPage() {
        realm.withAmazon().changeProvider(provider -> provider.setEnabled(false));

        browser.open(hinted());
        assertThat(browser.has("password")).as(browser.text()).isTrue();
        assertThat(browser.has("social-amazon")).as("button").isFalse();
        browser.open(realm.application().signInAddress(Map.of("kc_idp_hint", "unknown")));
        assertThat(browser.has("password")).as(browser.text()).isTrue();
    }

    @Test
    void disabledProviderCannotBeLinked() {
        realm.withAmazon().changeProvider(provider -> provider.setEnabled(false));
        UserRepresentation peter = signedInPeter();

        browser.open(linkingAddress());
        if (!browser.has("back")) {
            browser.clickSelected("input[type=submit], button[type=submit]");
        }

        assertThat(amazon.requests(Endpoint.AUTHORIZE)).isEmpty();
        assertThat(browser.address().toString()).doesNotContain("kc_action_status=success");
        assertThat(realm.links(peter)).isEmpty();
    }

    @Test
    void providerForLinkingOnlyLinksButSignsNobodyIn() {
        realm.withAmazon().changeProvider(provider -> provider.setLinkOnly(true));
        UserRepresentation peter = signedInPeter();
        startLinking();
        agreeAtAmazon(Person.JANE);
        assertThat(linkedIds(peter)).containsExactly(idOf(Person.JANE));
        browser.forgetCookies();

        realm.toLoginPage(browser);
        assertThat(browser.has("social-amazon")).as("button").isFalse();
        browser.open(hinted());

        assertThat(browser.address().toString()).startsWith(realm.url());
        assertThat(isSignedIn()).isFalse();
    }

    @Test
    void defaultProviderOfTheRealmLeadsToAmazonAndNeverInCircles() {
        realm.withAmazon();
        makeAmazonTheDefault();

        realm.toLoginPage(browser).click("person-jane").click("cancel");
        assertThat(browser.has("password")).as(browser.text()).isTrue();
        assertThat(browser.text()).contains("Access denied when authenticating with Amazon");

        amazon.on(Endpoint.TOKEN).answerOnce(Fault.empty(503));
        realm.toLoginPage(browser).click("allow");
        assertThat(browser.has("password")).as(browser.text()).isTrue();
        assertThat(browser.text()).contains("Amazon has a problem at the moment.");

        realm.toLoginPage(browser);
        assertThat(isSignedIn()).as(browser.text()).isTrue();
    }

    /** With a second Amazon provider in the organization, which has no domain and takes nobody away. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void emailDomainOfAnOrganizationLeadsToAmazonAndMakesAMember(boolean second) {
        try (TestRealm organized = TestRealm.create(change -> change.setOrganizationsEnabled(true))) {
            organized.withAmazon(
                    Map.of("kc.org.domain", "example.com", "kc.org.broker.redirect.mode.email-matches", "true"));
            OrganizationRepresentation company = new OrganizationRepresentation();
            company.setName("company");
            company.addDomain(new OrganizationDomainRepresentation("example.com"));
            try (Response created = organized.admin().organizations().create(company)) {
                assertThat(created.getStatus()).isEqualTo(201);
            }
            String id = organized.admin().organizations().list(0, 1).get(0).getId();
            try (Response linked = organized
                    .admin()
                    .organizations()
                    .get(id)
                    .identityProviders()
                    .addIdentityProvider(TestRealm.ALIAS)) {
                assertThat(linked.getStatus()).isEqualTo(204);
            }
            if (second) {
                IdentityProviderRepresentation other = TestRealm.amazon(Map.of());
                other.setAlias("amazon-eu");
                organized.withProvider(other);
                organized
                        .admin()
                        .organizations()
                        .get(id)
                        .identityProviders()
                        .addIdentityProvider("amazon-eu")
                        .close();
            }

            organized.toLoginPage(browser);
            assertThat(browser.has("password")).as("e-mail first").isFalse();
            browser.type("username", "jane.doe@example.com").clickSelected("input[type=submit], button[type=submit]");
            agreeAtAmazon(Person.JANE);

            assertThat(organized.application().isSignedIn(browser.address()))
                    .as(browser.text())
                    .isTrue();
            assertThat(organized.admin().organizations().get(id).members().list(0, 10))
                    .singleElement()
                    .satisfies(member -> assertThat(member.getEmail()).isEqualTo("jane.doe@example.com"));
        }
    }

    // ---- Users that come and go

    @Test
    void transientUserIsSignedInAndNotStored() {
        realm.withAmazon(Map.of("doNotStoreUsers", "true"));

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isTrue();
        assertThat(realm.users()).isEmpty();
        Tokens tokens = realm.application().redeem(browser.address());
        assertThat(tokens.idToken().path("email").asText()).isEqualTo("jane.doe@example.com");
    }

    @Test
    void disabledUserIsNotSignedIn() {
        realm.withAmazon();
        realm.signIn(browser, Person.JANE);
        UserRepresentation jane = realm.onlyUser();
        jane.setEnabled(false);
        realm.admin().users().get(jane.getId()).update(jane);
        browser.forgetCookies();

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).isFalse();
        assertThat(browser.text()).containsIgnoringCase("account is disabled");
        assertThat(realm.users()).hasSize(1);
    }

    @Test
    void deletedUserReturnsAsSomebodyNew() {
        realm.withAmazon();
        realm.signIn(browser, Person.JANE);
        UserRepresentation before = realm.onlyUser();
        realm.admin().users().get(before.getId()).remove();
        browser.forgetCookies();

        realm.signIn(browser, Person.JANE);

        assertThat(isSignedIn()).as(browser.text()).isTrue();
        assertThat(realm.onlyUser().getId()).isNotEqualTo(before.getId());
        assertThat(linkedIds(realm.onlyUser())).containsExactly(idOf(Person.JANE));
    }

    @Test
    void signingOutOfKeycloakLeavesThePersonSignedInAtAmazon() {
        realm.withAmazon();
        realm.signIn(browser, Person.JANE);
        long before = amazon.requestCount(Endpoint.AUTHORIZE);

        browser.open(URI.create(realm.url() + "/protocol/openid-connect/logout?client_id=" + TestApplication.CLIENT_ID))
                .click("kc-logout");

        assertThat(amazon.requestCount(Endpoint.AUTHORIZE)).isEqualTo(before);
        realm.toLoginPage(browser);
        assertThat(browser.has("social-amazon")).as("signed out of Keycloak").isTrue();
        browser.click("social-amazon");
        assertThat(isSignedIn()).as("Amazon asks nothing: " + browser.text()).isTrue();
    }

    // ---- Several providers, other names

    @Test
    void twoProvidersStandSideBySideWithReturnUrlsOfTheirOwn() {
        realm.withAmazon().withProvider(europe());

        realm.signIn(browser, Person.JANE);
        assertThat(isSignedIn()).as(browser.text()).isTrue();
        browser.forgetCookies();
        realm.toLoginPage(browser).click("social-amazon-eu");
        agreeAtAmazon(Person.BRITISH);

        assertThat(isSignedIn()).as(browser.text()).isTrue();
        assertThat(amazon.requests(Endpoint.TOKEN).stream()
                        .map(request -> request.form("redirect_uri"))
                        .toList())
                .containsExactly(realm.returnUrl("amazon"), realm.returnUrl("amazon-eu"));
        assertThat(realm.users().stream()
                        .flatMap(user -> realm.links(user).stream())
                        .map(FederatedIdentityRepresentation::getIdentityProvider)
                        .toList())
                .containsExactlyInAnyOrder("amazon", "amazon-eu");
    }

    @Test
    void aliasCannotBeChangedSoThatLinksAndReturnUrlStayTrue() {
        realm.withAmazon();

        assertThatThrownBy(() -> realm.changeProvider(provider -> provider.setAlias("store")))
                .isInstanceOf(BadRequestException.class);

        assertThat(realm.provider().toRepresentation().getAlias()).isEqualTo("amazon");
    }

    private static IdentityProviderRepresentation europe() {
        IdentityProviderRepresentation provider = TestRealm.amazon(Map.of("region", "EU"));
        provider.setAlias("amazon-eu");
        return provider;
    }

    private void makeAmazonTheDefault() {
        AuthenticationExecutionInfoRepresentation redirector = realm.admin().flows().getExecutions("browser").stream()
                .filter(execution -> "identity-provider-redirector".equals(execution.getProviderId()))
                .findFirst()
                .orElseThrow();
        AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
        config.setAlias("amazon first");
        config.setConfig(Map.of("defaultProvider", TestRealm.ALIAS));
        try (Response created = realm.admin().flows().newExecutionConfig(redirector.getId(), config)) {
            assertThat(created.getStatus()).isEqualTo(201);
        }
    }

    // ---- What people do

    /** Somebody with a password, signed in at the application. */
    private UserRepresentation signedInPeter() {
        UserRepresentation peter = realm.addUser("peter", "peter@example.com", "password");
        realm.toLoginPage(browser)
                .type("username", "peter")
                .type("password", "password")
                .click("kc-login");
        assertThat(isSignedIn()).as(browser.text()).isTrue();
        return peter;
    }

    private URI hinted() {
        return realm.application().signInAddress(Map.of("kc_idp_hint", TestRealm.ALIAS));
    }

    private URI linkingAddress() {
        return realm.application().signInAddress(Map.of("kc_action", "idp_link:" + TestRealm.ALIAS));
    }

    private void startLinking() {
        browser.open(linkingAddress()).clickSelected("input[type=submit], button[type=submit]");
    }

    /** Takes the steps at Amazon that are still needed. */
    private void agreeAtAmazon(Person person) {
        for (String button : List.of("person-" + person.key(), "allow")) {
            if (browser.has(button)) {
                browser.click(button);
            }
        }
    }

    private int unlinkFromAccount(String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(realm.url() + "/account/linked-accounts/amazon"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .DELETE()
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .join()
                .statusCode();
    }

    // ---- What came of it

    private boolean isSignedIn() {
        return realm.application().isSignedIn(browser.address());
    }

    private String signedInUser() {
        assertThat(isSignedIn()).as(browser.text()).isTrue();
        return realm.application()
                .redeem(browser.address())
                .idToken()
                .path("sub")
                .asText();
    }

    private String actionStatus() {
        return TestApplication.query(browser.address()).getOrDefault("kc_action_status", "");
    }

    private String idOf(Person person) {
        return amazon.userId(person, AmazonEmulator.CLIENT_ID);
    }

    private List<String> linkedIds(UserRepresentation user) {
        return realm.links(user).stream()
                .map(FederatedIdentityRepresentation::getUserId)
                .toList();
    }
}
