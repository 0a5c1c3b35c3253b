package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.AmazonProfile;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.ExchangePermission;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;

/** Values from Amazon that the user profile of the realm refuses, with sync mode FORCE. Keycloak would ask for them at every login. */
class RefusedValuesIT {
    private static final String SUBMIT = "input[type=submit], button[type=submit]";

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
        amazon.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "Smith & Sons, new@example.com,        firstName",
        "Jane <3,      new@example.com,        lastName",
        "Ann Poe,      jane..doe@example.com,  email",
        "Ann Poe,      not an address,         email",
    })
    void valueThatTheUserProfileRefusesIsLeftOut(String name, String email, String refused) {
        realm.withProvider(forced());
        realm.addUserOf(Person.JANE, "jane", "old@example.com", "Jane", "Roe");
        ExchangePermission.grant(realm);
        AmazonProfile.is(Person.JANE, ",\"name\":\"" + name + "\",\"email\":\"" + email + "\"");
        long mark = Servers.keycloak().logMark();

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        String warning = "The " + refused + " from Amazon is not used";
        assertThat(Servers.keycloak().logSince(mark))
                .containsOnlyOnce(warning)
                .doesNotContain(email)
                .doesNotContain(name);
        assertThat(exchangeAmazonToken().status()).isEqualTo(200);
        UserRepresentation jane = realm.onlyUser();
        boolean emailRefused = refused.equals("email");
        assertThat(jane.getFirstName()).isEqualTo(emailRefused ? "Ann" : "Jane");
        assertThat(jane.getLastName()).isEqualTo(emailRefused ? "Poe" : "Roe");
        assertThat(jane.getEmail()).isEqualTo(emailRefused ? "old@example.com" : "new@example.com");
        assertThat(jane.isEmailVerified()).isEqualTo(emailRefused);
    }

    /** The profile page of the first login asks for it, and no later login or exchange asks again. */
    @Test
    void correctedNameStays() {
        realm.withProvider(forced());
        ExchangePermission.grant(realm);
        AmazonProfile.is(Person.JANE, ",\"name\":\"Smith & Sons\",\"email\":\"smith@example.com\"");
        realm.signIn(browser, Person.JANE);
        browser.type("firstName", "Smith").type("lastName", "and Sons").clickSelected(SUBMIT);
        assertSignedIn();

        assertThat(exchangeAmazonToken().status()).isEqualTo(200);
        browser.forgetCookies();
        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getFirstName()).isEqualTo("Smith");
        assertThat(realm.onlyUser().getLastName()).isEqualTo("and Sons");
    }

    @Test
    void usernameThatTheUserChoseStaysWhereTheProfileRefusesTheTemplates() {
        realm.withProvider(forced())
                .withMapper(
                        "amazon-username-template-mapper",
                        Map.of("template", "${CLAIM.name}", "target", "LOCAL", "syncMode", "INHERIT"));
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane O'Neil\",\"email\":\"jane@example.com\"");
        realm.signIn(browser, Person.JANE);
        browser.type("username", "jane").clickSelected(SUBMIT);
        assertSignedIn();
        browser.forgetCookies();

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getUsername()).isEqualTo("jane");
    }

    /** Who may edit the attribute is no matter: an administrator could not save the user with such a value either. */
    @ParameterizedTest
    @ValueSource(strings = {"user", "admin"})
    void importedValueThatTheUserProfileRefusesIsLeftOut(String editor) {
        realm.withUserProfile(profile -> profile.addOrReplaceAttribute(zip(editor)));
        realm.withProvider(TestRealm.amazon(Map.of("syncMode", "FORCE", "defaultScope", "profile postal_code")))
                .withMapper("amazon-user-attribute-mapper", attribute("postal_code", "zip"));
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        for (String sent : List.of("11111", "84062-9253", "22222")) {
            AmazonProfile.is(Person.JANE, ",\"postal_code\":\"" + sent + "\"");
            browser.forgetCookies();

            realm.signIn(browser, Person.JANE);

            assertSignedIn();
            assertThat(realm.onlyUser().getAttributes())
                    .containsEntry("zip", List.of(sent.length() > 5 ? "11111" : sent));
        }
    }

    @Test
    void attributeThatTheUserProfileRequiresIsNotRemoved() {
        UPAttribute zip = zip("user");
        zip.setRequired(new UPAttributeRequired(Set.of("user"), Set.of()));
        realm.withUserProfile(profile -> profile.addOrReplaceAttribute(zip));
        realm.withProvider(TestRealm.amazon(Map.of("syncMode", "FORCE", "defaultScope", "profile postal_code")))
                .withMapper("amazon-user-attribute-mapper", attribute("postal_code", "zip"));
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        AmazonProfile.is(Person.JANE, ",\"postal_code\":\"11111\"");
        realm.signIn(browser, Person.JANE);
        AmazonProfile.is(Person.JANE, "");
        browser.forgetCookies();

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getAttributes()).containsEntry("zip", List.of("11111"));
    }

    @Test
    void addressThatTheUserProfileRefusesAsAUsernameIsLeftOutWhereItIsTheUsername() {
        try (TestRealm emails = TestRealm.create(change -> change.setRegistrationEmailAsUsername(true))) {
            emails.withUserProfile(profile ->
                    profile.getAttribute("username").addValidation("length", Map.of("min", "3", "max", "20")));
            emails.withProvider(forced());
            emails.signIn(browser, Person.JANE);
            for (String email : List.of("jane@example.com", "jane.of.the.long.name@example.com")) {
                AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Doe\",\"email\":\"" + email + "\"");
                browser.forgetCookies();

                emails.signIn(browser, Person.JANE);

                assertThat(emails.application().isSignedIn(browser.address()))
                        .as(browser.text())
                        .isTrue();
                assertThat(emails.onlyUser().getEmail()).isEqualTo("jane@example.com");
                assertThat(emails.onlyUser().getUsername()).isEqualTo("jane@example.com");
            }
        }
    }

    @Test
    void memberOfAnOrganizationKeepsTheAddressOfItsDomain() {
        try (TestRealm organizations = TestRealm.create(change -> change.setOrganizationsEnabled(true))) {
            organizations.withAmazon(Map.of(
                    "syncMode", "FORCE",
                    "kc.org.domain", "example.com",
                    "kc.org.broker.redirect.mode.email-matches", "true"));
            organizations.addOrganization("example.com");
            for (String email : List.of("jane@example.com", "jane@elsewhere.example", "roe@example.com")) {
                AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Doe\",\"email\":\"" + email + "\"");
                browser.forgetCookies();

                browser.open(organizations.application().signInAddress(Map.of("kc_idp_hint", TestRealm.ALIAS)));
                organizations.agreeAtAmazon(browser, Person.JANE);

                assertThat(organizations.application().isSignedIn(browser.address()))
                        .as(browser.text())
                        .isTrue();
                assertThat(organizations.onlyUser().getEmail())
                        .isEqualTo(email.contains("elsewhere") ? "jane@example.com" : email);
            }
        }
    }

    // ---- Help

    private void assertSignedIn() {
        assertThat(realm.application().isSignedIn(browser.address()))
                .as("signed in, but status %s: %s", browser.status(), browser.text())
                .isTrue();
    }

    private static IdentityProviderRepresentation forced() {
        return TestRealm.amazon(Map.of("syncMode", "FORCE"));
    }

    private static Map<String, String> attribute(String claim, String attribute) {
        return Map.of("jsonField", claim, "userAttribute", attribute, "syncMode", "FORCE");
    }

    private static UPAttribute zip(String editor) {
        UPAttribute zip = new UPAttribute("zip");
        zip.setPermissions(new UPAttributePermissions(Set.of("admin", "user"), Set.of(editor)));
        zip.addValidation("length", Map.of("max", "5"));
        return zip;
    }

    private TestApplication.Answer exchangeAmazonToken() {
        return realm.application()
                .exchangeAmazonToken(amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile"));
    }
}
