package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Answer;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.emulator.ReceivedRequest;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication.Tokens;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakDistribution;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.htmlunit.html.HtmlCheckBoxInput;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.MappingsRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** What of Amazon's profile becomes of the user in Keycloak, at the first login and at later ones. */
class MappingIT {
    private static final String SUBMIT = "input[type=submit], button[type=submit]";
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Shared: each test leaves neither a user nor a provider in it. Nobody reviews a profile unless a test wants that. */
    private static TestRealm realm;

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create().withUnmanagedAttributes().withOptionalAttributes("email", "firstName", "lastName");
        RequiredActionProviderRepresentation review = realm.admin().flows().getRequiredAction("VERIFY_PROFILE");
        review.setEnabled(false);
        realm.admin().flows().updateRequiredAction("VERIFY_PROFILE", review);
        realm.withRole("gold").withGroup("silver");
        realm.withNoteInTokens("amazon_granted_scope", "amazon_scope");
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @BeforeEach
    void startAfresh() {
        amazon.reset();
        realm.withProfileReview("off");
    }

    @AfterEach
    void leaveTheRealmAsItWas() {
        browser.close();
        realm.users().forEach(user -> realm.admin().users().get(user.getId()).remove());
        realm.provider().remove();
    }

    /** Keycloak 26.8 and later grant admin roles by mappers only if the provider's setting {@code allowAdminRoleMapping} is true. */
    @Test
    void adminRoleComesByMapperAsTheReleaseAllows() {
        realm.withAmazon()
                .withMapper(
                        "amazon-advanced-role-mapper",
                        Map.of(
                                "claims", "[{\"key\":\"name\",\"value\":\".*\"}]",
                                "are.claim.values.regex", "true",
                                "role", "realm-management.view-users",
                                "syncMode", "FORCE"));

        signIn(Person.JANE);

        assertSignedIn();
        MappingsRepresentation roles =
                realm.admin().users().get(realm.onlyUser().getId()).roles().getAll();
        assertThat(Optional.ofNullable(roles.getClientMappings())
                        .orElse(Map.of())
                        .containsKey("realm-management"))
                .isEqualTo(KeycloakDistribution.current().version().matches("26\\.[0-7]\\..*"));
    }

    // ---- Names and e-mail addresses

    @ParameterizedTest
    @CsvSource({
        "last-word-is-last-name,   María del Carmen García López de la, Vega",
        "first-word-is-last-name,  del Carmen García López de la Vega,  María",
        "whole-name-is-first-name, María del Carmen García López de la Vega,",
        "whole-name-in-both,       María del Carmen García López de la Vega, María del Carmen García López de la Vega",
    })
    void namePolicyDecidesAboutFirstAndLastName(String policy, String firstName, String lastName) {
        realm.withAmazon(Map.of("namePolicy", policy));

        signIn(Person.MANY_WORDS);

        assertThat(realm.onlyUser().getFirstName()).isEqualTo(firstName);
        assertThat(realm.onlyUser().getLastName()).isEqualTo(lastName);
    }

    static Stream<Arguments> names() {
        String endless = "Adalbert".repeat(40);
        return Stream.of(
                Arguments.of("Madonna", "Madonna", null, "Madonna"),
                Arguments.of("Ada  Lovelace", "Ada", "Lovelace", "Ada  Lovelace"),
                Arguments.of("山田太郎", "山田太郎", null, "山田太郎"),
                Arguments.of("عبد الله محمد", "عبد الله", "محمد", "عبد الله محمد"),
                Arguments.of("Ada 👩‍💻😀", "Ada", "👩‍💻😀", "Ada 👩‍💻😀"),
                Arguments.of(endless, endless.substring(0, 255), null, endless),
                Arguments.of("😀".repeat(150), "😀".repeat(127), null, "😀".repeat(150)),
                Arguments.of("<script>alert(1)</script> Doe", "<script>alert(1)</script>", "Doe", null),
                Arguments.of("${jndi:x} #{7*7} {{x}} %s", "${jndi:x} #{7*7} {{x}}", "%s", null),
                Arguments.of("Jane\\u0000 Doe", "Jane", "Doe", "Jane Doe"),
                Arguments.of("Jane\\r\\nDoe", "Jane", "Doe", null),
                Arguments.of("\\ud83d Doe", "\ufffd", "Doe", "\ufffd Doe"));
    }

    /** Nobody reviews the profile here, so that no check of Keycloak's stands between Amazon and the database. */
    @ParameterizedTest
    @MethodSource("names")
    void anyNameIsKeptWhole(String nameInJson, String firstName, String lastName, String whole) {
        realm.withAmazon().withMapper("amazon-user-attribute-mapper", attribute("name", "fullName", "INHERIT"));
        profileIs("\"name\":\"" + nameInJson + "\"");

        signIn(Person.JANE);

        UserRepresentation user = realm.onlyUser();
        assertThat(user.getFirstName()).isEqualTo(firstName);
        assertThat(user.getLastName()).isEqualTo(lastName);
        if (whole != null) {
            assertThat(user.getAttributes()).containsEntry("fullName", List.of(whole));
        }
    }

    @Test
    void markupInANameIsShownAsText() {
        realm.withProfileReview("on");
        realm.withAmazon(Map.of("namePolicy", "whole-name-is-first-name"));
        profileIs("\"name\":\"<script>alert(1)</script>\\\"'><img src=x>\",\"email\":\"jane@example.com\"");

        realm.signIn(browser, Person.JANE);

        assertThat(browser.value("firstName")).isEqualTo("<script>alert(1)</script>\"'><img src=x>");
        assertThat(browser.source()).doesNotContain("<script>alert(1)", "<img src=x>");
        browser.clickSelected(SUBMIT);
        assertThat(browser.status()).isEqualTo(200);
        assertThat(browser.has("firstName"))
                .as("Keycloak's own rules for names hold")
                .isTrue();
        assertThat(browser.source()).doesNotContain("<script>alert(1)", "<img src=x>");
    }

    static Stream<Arguments> emails() {
        return Stream.of(
                Arguments.of(null, null),
                Arguments.of("  ", null),
                Arguments.of("x".repeat(290) + "@example.com", null),
                Arguments.of("vic\\u0000tim@example.com", null),
                Arguments.of("vic\\u0085tim@example.com", null),
                Arguments.of("vic\\ud83dtim@example.com", null),
                Arguments.of("jane@example.com\\r\\n", "jane@example.com"),
                Arguments.of("Jane.DOE@Example.COM", "jane.doe@example.com"),
                Arguments.of("<b>jane</b>@example.com", "<b>jane</b>@example.com"),
                Arguments.of("not an address", "not an address"));
    }

    @ParameterizedTest
    @MethodSource("emails")
    void anyEmailOrNoneSignsIn(String sent, String kept) {
        realm.withAmazon();
        profileIs("\"name\":\"Jane Doe\"" + (sent == null ? "" : ",\"email\":\"" + sent + "\""));

        signIn(Person.JANE);

        assertThat(realm.onlyUser().getEmail()).isEqualTo(kept);
        assertThat(realm.onlyUser().getUsername()).isEqualTo(kept == null ? userId().toLowerCase(Locale.ROOT) : kept);
        assertThat(realm.links(realm.onlyUser()).get(0).getUserId()).isEqualTo(userId());
    }

    // ---- User names

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''                               ; Jane Doe       ; amazon.<user_id>",
                "${ALIAS}.${CLAIM.user_id}        ; Jane Doe       ; amazon.<user_id>",
                "${CLAIM.name}                    ; Cash$1 \\ ${x} ; cash$1 \\ ${x}",
                "x-${CLAIM.name | lowercase}      ; JANE           ; x-jane",
                "${CLAIM.postal_code}-${ALIAS}    ; Jane Doe       ; jane@example.com",
                "${CLAIM.name[0]}                 ; Jane Doe       ; jane@example.com",
                "plain                            ; Jane Doe       ; plain",
            })
    void userNameFollowsTheTemplate(String template, String name, String expected) throws Exception {
        realm.withAmazon()
                .withMapper(
                        "amazon-username-template-mapper",
                        template.isEmpty()
                                ? Map.of("target", "LOCAL")
                                : Map.of("template", template, "target", "LOCAL", "syncMode", "INHERIT"));
        profileIs("\"name\":" + MAPPER.writeValueAsString(name) + ",\"email\":\"jane@example.com\"");

        signIn(Person.JANE);

        assertThat(realm.onlyUser().getUsername())
                .isEqualTo(expected.replace("<user_id>", userId().toLowerCase(Locale.ROOT)));
    }

    @Test
    void templateMayNameTheLinkInstead() {
        realm.withAmazon(Map.of("caseSensitiveOriginalUsername", "true"))
                .withMapper(
                        "amazon-username-template-mapper",
                        Map.of("template", "${CLAIM.name|uppercase}", "target", "BROKER_USERNAME"));

        signIn(Person.JANE);

        assertThat(realm.onlyUser().getUsername())
                .as("Keycloak follows the link's name")
                .isEqualTo("jane doe");
        assertThat(realm.links(realm.onlyUser()).get(0).getUserName()).isEqualTo("JANE DOE");
    }

    // ---- At a later login

    @ParameterizedTest
    @CsvSource({
        // LEGACY differs from mapper to mapper: values stay, roles are only taken, groups are given and taken.
        "IMPORT,  FORCE,  false, false, false",
        "FORCE,   IMPORT, true,  true,  true",
        "INHERIT, IMPORT, false, false, false",
        "INHERIT, FORCE,  true,  true,  true",
        "LEGACY,  FORCE,  false, true,  true",
    })
    void syncModeDecidesWhatALaterLoginChanges(
            String mapperMode, String providerMode, boolean changesValues, boolean takesRole, boolean givesGroup) {
        realm.withProvider(providerWith(providerMode))
                .withMapper("amazon-user-attribute-mapper", attribute("postal_code", "postalCode", mapperMode))
                .withMapper(
                        "amazon-username-template-mapper",
                        Map.of("template", "zip-${CLAIM.postal_code}", "target", "LOCAL", "syncMode", mapperMode))
                .withMapper(
                        "amazon-advanced-role-mapper",
                        Map.of(
                                "claims", "[{\"key\":\"name\",\"value\":\"Gold Member\"}]",
                                "role", "gold",
                                "syncMode", mapperMode))
                .withMapper(
                        "amazon-advanced-group-mapper",
                        Map.of(
                                "claims", "[{\"key\":\"name\",\"value\":\"^Silver .*\"}]",
                                "are.claim.values.regex", "true",
                                "group", "/silver",
                                "syncMode", mapperMode));
        Person gold = new Person("changing", "Gold Member", "member@example.com", "11111");
        amazon.addPerson(gold);
        signIn(gold);
        UserRepresentation before = realm.onlyUser();
        assertThat(before.getUsername()).isEqualTo("zip-11111");
        assertThat(before.getAttributes()).containsEntry("postalCode", List.of("11111"));
        assertThat(roles(before)).contains("gold");
        assertThat(groups(before)).isEmpty();

        Person silver = new Person("changing", "Silver Member", "member@example.com", "22222");
        amazon.addPerson(silver);
        browser.forgetCookies();
        signIn(silver);

        UserRepresentation after = realm.onlyUser();
        assertThat(after.getId()).isEqualTo(before.getId());
        assertThat(after.getUsername()).isEqualTo(changesValues ? "zip-22222" : "zip-11111");
        assertThat(after.getAttributes()).containsEntry("postalCode", List.of(changesValues ? "22222" : "11111"));
        assertThat(roles(after).contains("gold")).as("still has the role").isEqualTo(!takesRole);
        assertThat(groups(after)).isEqualTo(givesGroup ? List.of("silver") : List.of());
    }

    @Test
    void forcedAttributeGoesWhenThePostalCodeIsGone() {
        realm.withProvider(providerWith("IMPORT"))
                .withMapper("amazon-user-attribute-mapper", attribute("postal_code", "postalCode", "FORCE"))
                .withMapper("amazon-user-attribute-mapper", attribute("postal_code", "firstPostalCode", "IMPORT"));
        Person housed = new Person("moving", "Movi Ng", "moving@example.com", "11111");
        amazon.addPerson(housed);
        signIn(housed);

        amazon.addPerson(new Person("moving", "Movi Ng", "moving@example.com", null));
        browser.forgetCookies();
        signIn(housed);

        assertThat(realm.onlyUser().getAttributes())
                .doesNotContainKey("postalCode")
                .containsEntry("firstPostalCode", List.of("11111"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"postal_code[0]", "name", "postal_code.", "[0]", ".", "nothing.at.all", "user_id.of", "${x}"})
    void mapperThatMakesNoSenseIsNoError(String member) {
        String claims = "[{\"key\":\"" + member + "\",\"value\":\"(\"}]";
        realm.withAmazon()
                .withMapper("amazon-user-attribute-mapper", attribute(member, "some", "FORCE"))
                .withMapper(
                        "amazon-advanced-role-mapper",
                        Map.of("claims", claims, "are.claim.values.regex", "true", "role", "gold", "syncMode", "FORCE"))
                .withMapper(
                        "amazon-advanced-group-mapper",
                        Map.of("claims", claims, "group", "/silver", "syncMode", "FORCE"));

        signIn(Person.JANE);
        browser.forgetCookies();
        signIn(Person.JANE);

        assertThat(roles(realm.onlyUser())).doesNotContain("gold");
        assertThat(groups(realm.onlyUser())).isEmpty();
    }

    // ---- What was granted

    @Test
    void declinedScopeIsNoErrorAndWhatWasGrantedIsKept() {
        realm.withAmazon(Map.of("defaultScope", "profile postal_code", "optionalScopes", "postal_code"))
                .withMapper("amazon-user-attribute-mapper", attribute("postal_code", "postalCode", "FORCE"))
                .withMapper("amazon-user-attribute-mapper", attribute("scope", "amazonScope", "FORCE"));

        realm.toAmazon(browser).click("person-jane");
        ((HtmlCheckBoxInput) Objects.requireNonNull(
                        browser.html().querySelector("input[name=scope][value=postal_code]"), "a box to untick"))
                .setChecked(false);
        browser.click("allow");

        assertSignedIn();
        ReceivedRequest request = amazon.requests(Endpoint.AUTHORIZE).get(0);
        assertThat(request.query("scope_data")).isEqualTo("{\"postal_code\":{\"essential\":false}}");
        assertThat(realm.onlyUser().getAttributes())
                .doesNotContainKey("postalCode")
                .containsEntry("amazonScope", List.of("profile"));
        Tokens tokens = realm.application().redeem(browser.address());
        assertThat(tokens.accessTokenClaims().path("amazon_scope").asText()).isEqualTo("profile");
    }

    @Test
    void grantedScopesAreAllThatWereAskedForWhenNothingIsDeclined() {
        realm.withAmazon(Map.of("defaultScope", "profile postal_code", "optionalScopes", "postal_code"))
                .withMapper("amazon-user-attribute-mapper", attribute("scope", "amazonScope", "FORCE"));

        signIn(Person.JANE);

        assertThat(realm.onlyUser().getAttributes()).containsEntry("amazonScope", List.of("profile postal_code"));
        Tokens tokens = realm.application().redeem(browser.address());
        assertThat(tokens.accessTokenClaims().path("amazon_scope").asText()).isEqualTo("profile postal_code");
    }

    // ---- E-mail addresses and accounts

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void emailIsVerifiedOnlyIfTheAdministratorTrustsIt(boolean trusted) {
        realm.withProvider(trusting(trusted));

        signIn(Person.JANE);

        assertThat(realm.onlyUser().isEmailVerified()).isEqualTo(trusted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void equalEmailLinksOnlyAfterThePassword(boolean trusted) {
        realm.withProfileReview("missing");
        UserRepresentation existing = realm.addUser("jane", "Jane.Doe@example.com", "right-password");
        realm.withProvider(trusting(trusted));

        realm.signIn(browser, Person.JANE);

        assertThat(realm.application().isSignedIn(browser.address())).isFalse();
        assertThat(browser.has("linkAccount")).as(browser.text()).isTrue();
        assertThat(realm.links(existing)).isEmpty();
        browser.click("linkAccount");
        browser.type("password", "wrong-password").click("kc-login");
        assertThat(realm.application().isSignedIn(browser.address())).isFalse();
        assertThat(realm.links(existing)).isEmpty();
        browser.type("password", "right-password").click("kc-login");
        assertSignedIn();
        assertThat(realm.onlyUser().getId()).isEqualTo(existing.getId());
        assertThat(realm.links(existing).get(0).getUserId()).isEqualTo(userId());
    }

    // ---- Help

    private void signIn(Person person) {
        realm.signIn(browser, person);
        assertSignedIn();
    }

    private void assertSignedIn() {
        assertThat(realm.application().isSignedIn(browser.address()))
                .as("signed in, but status %s: %s", browser.status(), browser.text())
                .isTrue();
    }

    private String userId() {
        return amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID);
    }

    /** Lets Amazon tell this of Jane, in JSON as it stands, since some of it no JSON library would write. */
    private void profileIs(String members) {
        amazon.on(Endpoint.PROFILE)
                .always(Fault.answer(Answer.of(
                        200, "application/json;charset=UTF-8", "{\"user_id\":\"" + userId() + "\"," + members + "}")));
    }

    private static Map<String, String> attribute(String member, String attribute, String syncMode) {
        return Map.of("jsonField", member, "userAttribute", attribute, "syncMode", syncMode);
    }

    private static IdentityProviderRepresentation providerWith(String syncMode) {
        return TestRealm.amazon(Map.of("defaultScope", "profile postal_code", "syncMode", syncMode));
    }

    private static IdentityProviderRepresentation trusting(boolean trustEmail) {
        IdentityProviderRepresentation provider = TestRealm.amazon(Map.of());
        provider.setTrustEmail(trustEmail);
        return provider;
    }

    private static List<String> roles(UserRepresentation user) {
        return user(user).roles().realmLevel().listAll().stream()
                .map(RoleRepresentation::getName)
                .toList();
    }

    private static List<String> groups(UserRepresentation user) {
        return user(user).groups().stream().map(GroupRepresentation::getName).toList();
    }

    private static UserResource user(UserRepresentation user) {
        return realm.admin().users().get(user.getId());
    }
}
