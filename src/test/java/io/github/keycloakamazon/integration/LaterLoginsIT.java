package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.AmazonProfile;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.ExchangePermission;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestApplication.Tokens;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Users who come back from Amazon, share an e-mail address with somebody, or have two Amazon providers. */
class LaterLoginsIT {
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
    }

    // ---- Sync mode FORCE

    /** Amazon tells neither e-mail address nor last name, and a new realm requires both. */
    @Test
    void whatTheUserTypedStaysWhereAmazonTellsNothing() {
        realm.withProvider(forced());
        AmazonProfile.is(Person.JANE, ",\"name\":\"Madonna\"");

        realm.signIn(browser, Person.JANE);
        browser.type("email", "typed@example.com").type("lastName", "Ciccone").clickSelected(SUBMIT);
        assertSignedIn();
        browser.forgetCookies();
        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getEmail()).isEqualTo("typed@example.com");
        assertThat(realm.onlyUser().isEmailVerified()).isFalse();
        assertThat(realm.onlyUser().getFirstName()).isEqualTo("Madonna");
        assertThat(realm.onlyUser().getLastName()).isEqualTo("Ciccone");
    }

    @ParameterizedTest
    @CsvSource({
        "last-word-is-last-name,   Madonna,  Madonna,",
        "first-word-is-last-name,  Madonna,  Madonna,",
        "last-word-is-last-name,   Jane,     Jane,",
        "whole-name-in-both,       Madonna,  Madonna, Madonna",
        "whole-name-is-first-name, Madonna,  Madonna, Doe",
        "last-word-is-last-name,   Jane Roe, Jane,    Roe",
    })
    void lastNameFollowsThePolicy(String policy, String name, String firstName, String lastName) {
        realm.withOptionalAttributes("lastName")
                .withProvider(TestRealm.amazon(Map.of("syncMode", "FORCE", "namePolicy", policy)));
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        AmazonProfile.is(Person.JANE, ",\"name\":\"" + name + "\",\"email\":\"jane@example.com\"");

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getFirstName()).isEqualTo(firstName);
        assertThat(realm.onlyUser().getLastName()).isEqualTo(lastName);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u00a0", "\\u200b", "\\u3164"})
    void textThatNobodySeesIsNoValue(String unseen) {
        realm.withProvider(forced());
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        AmazonProfile.is(Person.JANE, ",\"name\":\"" + unseen + "\",\"email\":\"" + unseen + "\"");

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        UserRepresentation jane = realm.onlyUser();
        assertThat(jane.getFirstName()).isEqualTo("Jane");
        assertThat(jane.getLastName()).isEqualTo("Doe");
        assertThat(jane.getEmail()).isEqualTo("jane@example.com");
        assertThat(jane.isEmailVerified()).isTrue();
    }

    @Test
    void unseenTextAroundANameAndAnAddressIsNoPartOfThem() {
        realm.withProvider(forced());
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        AmazonProfile.is(
                Person.JANE, ",\"name\":\"\\u00a0Jane\\u00a0Roe\\u00a0\",\"email\":\"\\u200bjane@example.com\\u00a0\"");

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        UserRepresentation jane = realm.onlyUser();
        assertThat(jane.getFirstName()).isEqualTo("Jane");
        assertThat(jane.getLastName()).isEqualTo("Roe");
        assertThat(jane.getEmail()).isEqualTo("jane@example.com");
        assertThat(jane.isEmailVerified()).isTrue();
    }

    @Test
    void linkingLeavesAnEmailAddressToItsOwnerAndOutOfTheLog() {
        realm.withProvider(forced());
        realm.addUser("owner", "fam@household.example", "password");
        realm.addUser("bob", "bob@example.com", "password");
        AmazonProfile.is(Person.JANE, ",\"name\":\"First Last\",\"email\":\"fam@household.example\"");
        long mark = Servers.keycloak().logMark();
        realm.toLoginPage(browser)
                .type("username", "bob")
                .type("password", "password")
                .click("kc-login");

        browser.open(realm.application().signInAddress(Map.of("kc_action", "idp_link:amazon")))
                .clickSelected(SUBMIT);
        realm.agreeAtAmazon(browser, Person.JANE);

        assertThat(TestApplication.query(browser.address())).containsEntry("kc_action_status", "success");
        UserRepresentation bob =
                realm.admin().users().searchByUsername("bob", true).get(0);
        assertThat(realm.links(bob)).hasSize(1);
        assertThat(bob.getEmail()).isEqualTo("bob@example.com");
        assertThat(bob.isEmailVerified()).isTrue();
        assertThat(Servers.keycloak().logSince(mark))
                .containsOnlyOnce("The e-mail address from Amazon is not used")
                .doesNotContain("fam@household.example");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mapperOfTheEmailAddressKeepsTheVerifiedFlagTrue(boolean trusted) {
        IdentityProviderRepresentation provider = TestRealm.amazon(Map.of("syncMode", "IMPORT"));
        provider.setTrustEmail(trusted);
        realm.withProvider(provider)
                .withMapper("amazon-user-attribute-mapper", attribute("email", "email"))
                .withMapper("amazon-user-attribute-mapper", attribute("user_id", "username"));
        realm.addUserOf(Person.JANE, "jane", "old@example.com", "Jane", "Doe");
        AmazonProfile.is(Person.JANE, ",\"email\":\"new@example.com\"");

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getUsername()).isEqualTo("jane");
        assertThat(realm.onlyUser().getEmail()).isEqualTo("new@example.com");
        assertThat(realm.onlyUser().isEmailVerified()).isEqualTo(trusted);
    }

    @Test
    void scopeThatATokenExchangeDoesNotTellStays() {
        realm.withUnmanagedAttributes()
                .withProvider(TestRealm.amazon(Map.of("syncMode", "FORCE")))
                .withMapper("amazon-user-attribute-mapper", attribute("scope", "amazonScope"));
        ExchangePermission.grant(realm);
        realm.signIn(browser, Person.JANE);
        assertSignedIn();

        assertThat(exchangeAmazonToken().status()).isEqualTo(200);

        assertThat(realm.onlyUser().getAttributes()).containsEntry("amazonScope", List.of("profile"));
    }

    /** Keycloak's exchange would write it all the same. */
    @Test
    void tokenExchangeHeedsSyncModeImport() {
        realm.withUnmanagedAttributes()
                .withProvider(TestRealm.amazon(Map.of("syncMode", "IMPORT", "defaultScope", "profile postal_code")))
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "postalCode", "syncMode", "INHERIT"));
        ExchangePermission.grant(realm);
        realm.signIn(browser, Person.JANE);
        AmazonProfile.is(Person.JANE, ",\"postal_code\":\"00000\"");

        assertThat(exchangeAmazonToken().status()).isEqualTo(200);

        assertThat(realm.onlyUser().getAttributes()).containsEntry("postalCode", List.of("84062-9253"));
    }

    @Test
    void usernameFollowsTheEmailAddressWhereTheRealmSaysSo() {
        try (TestRealm emails = TestRealm.create(change -> change.setRegistrationEmailAsUsername(true))) {
            emails.withProvider(forced());
            emails.signIn(browser, Person.JANE);
            AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Doe\",\"email\":\"Moved@Example.com\"");
            browser.forgetCookies();

            emails.signIn(browser, Person.JANE);

            assertThat(emails.application().isSignedIn(browser.address()))
                    .as(browser.text())
                    .isTrue();
            assertThat(emails.onlyUser().getEmail()).isEqualTo("moved@example.com");
            assertThat(emails.onlyUser().getUsername()).isEqualTo("moved@example.com");
        }
    }

    /** To Amazon and to Keycloak it is the same address. */
    @Test
    void emailInOtherLettersOfTheSameAddressStaysVerified() {
        realm.withProvider(forced());
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Doe\",\"email\":\"Jane@EXAMPLE.com\"");

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getEmail()).isEqualTo("jane@example.com");
        assertThat(realm.onlyUser().isEmailVerified()).isTrue();
    }

    @Test
    void valuesThatAnAdministratorAddedGoOnlyIfAMapperIsForced() {
        realm.withUnmanagedAttributes()
                .withProvider(TestRealm.amazon(Map.of("syncMode", "IMPORT")))
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "name", "userAttribute", "imported", "syncMode", "INHERIT"))
                .withMapper("amazon-user-attribute-mapper", attribute("name", "forced"));
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        UserRepresentation jane = realm.onlyUser();
        jane.setAttributes(
                Map.of("imported", List.of("one", "two"), "forced", List.of("one", "two"), "own", List.of("x", "y")));
        realm.admin().users().get(jane.getId()).update(jane);
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Roe\"");

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getAttributes())
                .containsEntry("imported", List.of("one", "two"))
                .containsEntry("own", List.of("x", "y"))
                .containsEntry("forced", List.of("Jane Roe"));
    }

    /** Amazon is then not asked for the postal code. That it does not send one says nothing. */
    @Test
    void whatTheUserHasStaysWhenAScopeIsTakenOutOfTheSettings() {
        realm.withUnmanagedAttributes()
                .withRole("local")
                .withProvider(TestRealm.amazon(Map.of("syncMode", "FORCE", "defaultScope", "profile postal_code")))
                .withMapper("amazon-user-attribute-mapper", attribute("postal_code", "zip"))
                .withMapper(
                        "amazon-advanced-role-mapper",
                        Map.of(
                                "claims", "[{\"key\":\"postal_code\",\"value\":\"84062-9253\"}]",
                                "role", "local",
                                "syncMode", "FORCE"));
        realm.signIn(browser, Person.JANE);
        assertSignedIn();
        realm.changeProvider(provider -> provider.getConfig().put("defaultScope", "profile"));
        browser.forgetCookies();

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        UserRepresentation jane = realm.onlyUser();
        assertThat(jane.getAttributes()).containsEntry("zip", List.of("84062-9253"));
        assertThat(realm.admin().users().get(jane.getId()).roles().realmLevel().listAll())
                .extracting(RoleRepresentation::getName)
                .contains("local");
    }

    @Test
    void loginsOfOneUserAtOnceAreAllUpdatesOfOneUser() throws Exception {
        realm.withUnmanagedAttributes()
                .withProvider(forced())
                .withMapper("amazon-user-attribute-mapper", attribute("name", "fullName"));
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Roe\",\"email\":\"roe@example.com\"");
        int devices = 6;
        CyclicBarrier together = new CyclicBarrier(devices);
        ExecutorService threads = Executors.newFixedThreadPool(devices);
        try {
            List<Callable<Boolean>> logins = Collections.nCopies(devices, () -> {
                try (Browser device = new Browser()) {
                    realm.toAmazon(device);
                    together.await(60, TimeUnit.SECONDS);
                    realm.agreeAtAmazon(device, Person.JANE);
                    return realm.application().isSignedIn(device.address());
                }
            });
            for (Future<Boolean> login : threads.invokeAll(logins)) {
                assertThat(login.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }

        UserRepresentation jane = realm.onlyUser();
        assertThat(jane.getEmail()).isEqualTo("roe@example.com");
        assertThat(jane.getLastName()).isEqualTo("Roe");
        // Keycloak's database takes the same value from two requests at once. The next login leaves one.
        assertThat(jane.getAttributes().get("fullName")).containsOnly("Jane Roe");
        assertThat(realm.links(jane)).hasSize(1);
        realm.signIn(browser, Person.JANE);
        assertSignedIn();
        assertThat(realm.onlyUser().getAttributes()).containsEntry("fullName", List.of("Jane Roe"));
    }

    @Test
    void userWhomAnAdministratorDisabledIsNotUpdated() {
        realm.withProvider(forced());
        realm.addUserOf(Person.JANE, "jane", "jane@example.com", "Jane", "Doe");
        UserRepresentation jane = realm.onlyUser();
        jane.setEnabled(false);
        realm.admin().users().get(jane.getId()).update(jane);
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Roe\",\"email\":\"roe@example.com\"");

        realm.signIn(browser, Person.JANE);

        assertThat(realm.application().isSignedIn(browser.address())).isFalse();
        assertThat(realm.onlyUser().isEnabled()).isFalse();
        assertThat(realm.onlyUser().getEmail()).isEqualTo("jane@example.com");
    }

    @Test
    void usernameThatAnAdministratorChoseStaysWithoutAMapperForIt() {
        realm.withProvider(forced());
        realm.addUserOf(Person.JANE, "employee-0815", "jane@example.com", "Jane", "Doe");
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Roe\",\"email\":\"roe@example.com\"");

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getUsername()).isEqualTo("employee-0815");
        assertThat(realm.onlyUser().getEmail()).isEqualTo("roe@example.com");
    }

    // ---- Mappers that are not finished

    @ParameterizedTest
    @ValueSource(strings = {"FORCE", "IMPORT", "LEGACY"})
    void mappersWithNothingSetGiveNothingAndTakeNothing(String syncMode) {
        realm.withUnmanagedAttributes().withProvider(TestRealm.amazon(Map.of("syncMode", syncMode)));
        RoleRepresentation role = new RoleRepresentation();
        role.setName("gold");
        realm.admin().roles().create(role);
        Map<String, String> nothing = Map.of("syncMode", "INHERIT");
        realm.withMapper("amazon-user-attribute-mapper", nothing)
                .withMapper("amazon-username-template-mapper", Map.of("syncMode", "INHERIT", "template", " "))
                .withMapper("amazon-advanced-role-mapper", nothing)
                .withMapper("amazon-advanced-role-mapper", Map.of("syncMode", "INHERIT", "role", "gold"))
                .withMapper(
                        "amazon-advanced-role-mapper",
                        Map.of("syncMode", "INHERIT", "role", "gold", "claims", "not json"))
                .withMapper(
                        "amazon-advanced-role-mapper", Map.of("syncMode", "INHERIT", "role", "gone", "claims", "[]"))
                .withMapper("amazon-advanced-group-mapper", nothing)
                .withMapper("amazon-advanced-group-mapper", Map.of("syncMode", "INHERIT", "group", "/gone"));

        realm.signIn(browser, Person.JANE);
        assertSignedIn();
        browser.forgetCookies();
        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getUsername()).isEqualTo("jane.doe@example.com");
        assertThat(realm.admin()
                        .users()
                        .get(realm.onlyUser().getId())
                        .roles()
                        .realmLevel()
                        .listAll())
                .extracting(RoleRepresentation::getName)
                .doesNotContain("gold");
    }

    @Test
    void newRealmShowsAnImportedAttributeOnceItsUserProfileDeclaresIt() {
        realm.withAmazon(Map.of("defaultScope", "profile postal_code"))
                .withMapper("amazon-user-attribute-mapper", attribute("postal_code", "postal_code"));
        realm.signIn(browser, Person.JANE);
        assertSignedIn();

        assertThat(realm.onlyUser().getAttributes()).isNullOrEmpty();
        realm.withDeclaredAttribute("postal_code");

        assertThat(realm.onlyUser().getAttributes()).containsEntry("postal_code", List.of("84062-9253"));
    }

    // ---- Households

    @Test
    void secondMemberOfAHouseholdHasAnAccountWhereEmailAddressesMayBeShared() {
        try (TestRealm shared = TestRealm.create(change -> {
            change.setLoginWithEmailAllowed(false);
            change.setDuplicateEmailsAllowed(true);
        })) {
            shared.withAmazon();
            ExchangePermission.grant(shared);
            AmazonProfile.is(Person.JANE, ",\"name\":\"Jane O'Neil\",\"email\":\"fam@example.com\"");
            shared.signIn(browser, Person.JANE);
            browser.forgetCookies();
            amazon.reset();
            AmazonProfile.is(Person.BRITISH, ",\"name\":\"John O'Neil\",\"email\":\"fam@example.com\"");

            shared.signIn(browser, Person.BRITISH);

            assertThat(shared.application().isSignedIn(browser.address()))
                    .as(browser.text())
                    .isTrue();
            assertThat(shared.users())
                    .extracting(UserRepresentation::getUsername)
                    .containsExactlyInAnyOrder(
                            "fam@example.com",
                            amazon.userId(Person.BRITISH, AmazonEmulator.CLIENT_ID)
                                    .toLowerCase(Locale.ROOT));
            assertThat(shared.users()).extracting(UserRepresentation::getEmail).containsOnly("fam@example.com");
        }
    }

    @Test
    void secondMemberOfAHouseholdCannotTakeTheAccountOfTheFirst() {
        realm.withAmazon();
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane O'Neil\",\"email\":\"fam@example.com\"");
        realm.signIn(browser, Person.JANE);
        UserRepresentation jane = realm.onlyUser();
        browser.forgetCookies();
        amazon.reset();
        AmazonProfile.is(Person.BRITISH, ",\"name\":\"John O'Neil\",\"email\":\"fam@example.com\"");

        realm.signIn(browser, Person.BRITISH);

        assertThat(browser.status()).isEqualTo(200);
        assertThat(browser.has("linkAccount")).as(browser.text()).isTrue();
        assertThat(realm.links(jane))
                .singleElement()
                .satisfies(link ->
                        assertThat(link.getUserId()).isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID)));
        assertThat(realm.onlyUser().getId()).isEqualTo(jane.getId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jane O'Neil", "Smith & Sons", "Anne/Marie Doe", "Zoë \"Z\" Müller", "Ng"})
    void namesOfRealPeopleAreAcceptedByTheProfileOfANewRealm(String name) {
        realm.withOptionalAttributes("lastName").withAmazon();
        AmazonProfile.is(
                Person.JANE, ",\"name\":\"" + name.replace("\"", "\\\"") + "\",\"email\":\"jane@example.com\"");

        realm.signIn(browser, Person.JANE);

        if (name.matches(".*[\"&/].*")) {
            // Keycloak's rules for names may ask for another one. Nobody is turned away.
            assertThat(browser.status()).isEqualTo(200);
        } else {
            assertSignedIn();
        }
    }

    @ParameterizedTest
    @CsvSource({"O''Brien, amazon", "Realm.With-Dots_1, Amazon.EU_1", "shop_2, amazon-日本"})
    void realmAndAliasMayHaveUnusualNames(String name, String alias) {
        try (TestRealm named = TestRealm.named(name + "-" + UUID.randomUUID())) {
            IdentityProviderRepresentation provider = forced();
            provider.setAlias(alias);
            named.withProvider(provider);

            browser.open(named.application().signInAddress(Map.of("kc_idp_hint", alias)));
            named.agreeAtAmazon(browser, Person.JANE);

            assertThat(named.application().isSignedIn(browser.address()))
                    .as(browser.text())
                    .isTrue();
        }
    }

    @Test
    void oneAmazonAccountIsAUserInEachRealm() {
        try (TestRealm other = TestRealm.create()) {
            realm.withAmazon();
            other.withAmazon();
            realm.signIn(browser, Person.JANE);
            assertSignedIn();

            other.signIn(browser, Person.JANE);

            assertThat(other.application().isSignedIn(browser.address()))
                    .as(browser.text())
                    .isTrue();
            assertThat(other.onlyUser().getId()).isNotEqualTo(realm.onlyUser().getId());
            assertThat(realm.events("LOGIN")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jane+shop@example.com",
                "o'neil@example.com",
                "\"jane doe\"@example.com",
                "jane@xn--mnchen-3ya.example",
                "jané@münchen.example",
                "j@e"
            })
    void addressesOfRealPeopleSignIn(String email) {
        realm.withAmazon();
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Doe\",\"email\":\"" + email.replace("\"", "\\\"") + "\"");

        realm.signIn(browser, Person.JANE);

        assertThat(browser.status()).as(browser.text()).isEqualTo(200);
        if (!realm.application().isSignedIn(browser.address())) {
            // Keycloak's rules for addresses and usernames ask for another one. Nobody is turned away.
            browser.type("email", "jane@example.com").type("username", "jane").clickSelected(SUBMIT);
        }
        assertSignedIn();
        assertThat(realm.onlyUser().isEmailVerified()).isFalse();
    }

    @Test
    void usernameTemplateSparesUsersWhoseAddressIsNoUsername() {
        realm.withAmazon()
                .withMapper(
                        "amazon-username-template-mapper",
                        Map.of("template", "${CLAIM.user_id}", "target", "LOCAL", "syncMode", "IMPORT"));
        AmazonProfile.is(Person.JANE, ",\"name\":\"Jane O'Neil\",\"email\":\"o'neil@example.com\"");

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(realm.onlyUser().getEmail()).isEqualTo("o'neil@example.com");
    }

    @ParameterizedTest
    @CsvSource({"ja,ja", "ar,ar", "de,de", "pt-BR,pt_BR", "zh-Hans,zh__#Hans", "zh-TW,zh_TW", "xx,en"})
    void realmInAnyLanguageShowsTheMessageOfAFailedLogin(String language, String bundle) throws IOException {
        RealmRepresentation international = realm.admin().toRepresentation();
        international.setInternationalizationEnabled(true);
        // The browser asks for English.
        international.setSupportedLocales(Set.of(language));
        international.setDefaultLocale(language);
        realm.admin().update(international);
        realm.withAmazon();
        amazon.on(Endpoint.TOKEN).always(Fault.empty(503));

        realm.signIn(browser, Person.JANE);

        assertThat(browser.status()).isEqualTo(200);
        assertThat(browser.has("social-amazon")).as(browser.text()).isTrue();
        assertThat(browser.html().querySelector("[class*=alert]").getTextContent())
                .contains(message(bundle, "amazonLoginUnavailable"));
    }

    private static String message(String bundle, String key) throws IOException {
        Properties messages = new Properties();
        try (Reader file = Files.newBufferedReader(
                Path.of("src/main/resources/theme-resources/messages/messages_" + bundle + ".properties"))) {
            messages.load(file);
        }
        return messages.getProperty(key);
    }

    // ---- Two providers

    @Test
    void sessionKeepsTheTokenOfTheProviderThatItBeganWith() {
        IdentityProviderRepresentation europe = TestRealm.amazon(Map.of("region", "EU"));
        europe.setAlias("amazon-eu");
        realm.withAmazon().withProvider(europe);
        ExchangePermission.grant(realm);
        ExchangePermission.grant(realm, TestApplication.CLIENT_ID, "amazon-eu");
        realm.signIn(browser, Person.JANE);
        Tokens tokens = realm.application().redeem(browser.address());
        String before = exchangeForAmazonToken(tokens, "amazon");

        browser.open(realm.linkAddress(tokens, "amazon-eu"));
        realm.agreeAtAmazon(browser, Person.JANE);

        assertThat(realm.links(realm.onlyUser())).hasSize(2);
        assertThat(before).startsWith("Atza|");
        assertThat(exchangeForAmazonToken(tokens, "amazon")).isEqualTo(before);
        assertThat(exchangeForAmazonToken(tokens, "amazon-eu")).isEmpty();
    }

    // ---- Organizations

    /** Keycloak's rule, which a provider cannot change: the accounts page warns of it. */
    @Test
    void addressTypedOnTheReviewPageMakesAnUnprovenMemberOfAnOrganization() {
        try (TestRealm organized = TestRealm.create(change -> change.setOrganizationsEnabled(true))) {
            organized.withProfileReview("on");
            organized.withAmazon(
                    Map.of("kc.org.domain", "example.com", "kc.org.broker.redirect.mode.email-matches", "true"));
            String id = organized.addOrganization("example.com");
            AmazonProfile.is(Person.JANE, ",\"name\":\"Jane Doe\",\"email\":\"jane@elsewhere.test\"");

            organized.toLoginPage(browser).type("username", "boss@example.com").clickSelected(SUBMIT);
            organized.agreeAtAmazon(browser, Person.JANE);
            browser.type("email", "boss@example.com").clickSelected(SUBMIT);

            assertThat(organized.onlyUser().getEmail()).as(browser.text()).isEqualTo("boss@example.com");
            assertThat(organized.onlyUser().isEmailVerified()).isFalse();
            assertThat(organized.admin().organizations().get(id).members().list(0, 10))
                    .as("Keycloak asks for no proof")
                    .hasSize(1);
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

    private TestApplication.Answer exchangeAmazonToken() {
        return realm.application()
                .exchangeAmazonToken(amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile"));
    }

    private String exchangeForAmazonToken(Tokens tokens, String alias) {
        return realm.application()
                .token(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token",
                        tokens.accessToken(),
                        "requested_issuer",
                        alias))
                .json()
                .path("access_token")
                .asText();
    }
}
