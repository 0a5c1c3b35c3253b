package io.github.keycloakamazon.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatedClient;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.ExchangePermission;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.Shell;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderMapperRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The script and the recipes of the page on moving in, on a real server. They need {@code curl} and {@code jq}. */
@Tag("commands")
class MigrationIT {
    private static final String SCRIPT = "docker/configuration/migrate.sh";
    private static final Path PAGE = Path.of("src", "site", "markdown", "migrate.md");
    private static final JsonMapper JSON = new JsonMapper();
    private static final EmulatedClient OTHER_COMPANYS_APP =
            EmulatedClient.named("The app, at its new company").withCompany("new-company");

    @TempDir
    private Path files;

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private final HttpClient http = HttpClient.newHttpClient();
    private TestRealm realm;
    private Shell shell;

    @BeforeEach
    void createRealm() {
        amazon.reset();
        realm = TestRealm.create(representation -> representation.setOrganizationsEnabled(true));
        shell = GenericRealm.shell(Servers.keycloak(), realm, files);
    }

    @AfterEach
    void removeRealm() {
        amazon.reset();
        browser.close();
        realm.close();
    }

    // ---- Replaced in place

    @Test
    void thousandLinksAndTheStoredTokensStay() throws IOException {
        realm.withProvider(GenericRealm.provider(amazon));
        GenericRealm.addLinkedUsers(realm, 1_000);
        String keycloakToken = signInForAToken(Person.JANE);
        String amazonToken = storedToken(keycloakToken);
        UserRepresentation jane = userOf(Person.JANE);
        Map<String, String> links = links();
        assertThat(links).hasSize(1_001);

        String plan = shell.run(SCRIPT + " move");

        assertThat(plan)
                .contains("oauth2 becomes amazon", "1001 links", "userIDClaim", "Nothing was changed.")
                .doesNotContain(AmazonEmulator.CLIENT_SECRET);
        assertThat(realm.provider().toRepresentation().getProviderId()).isEqualTo("oauth2");
        assertThat(files).isEmptyDirectory();

        assertThat(shell.run(SCRIPT + " move --apply")).contains("All 1001 links of the backup are there.");

        assertThat(realm.provider().toRepresentation().getProviderId()).isEqualTo("amazon");
        assertThat(links()).isEqualTo(links);
        assertThat(storedToken(keycloakToken)).isEqualTo(amazonToken);
        realm.signIn(browser.forgetCookies(), Person.JANE);
        assertSignedIn();
        assertThat(links()).isEqualTo(links);
        assertThat(userOf(Person.JANE).getId()).isEqualTo(jane.getId());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.resolve("backup.json"))))
                .isEqualTo("rw-------");

        assertThat(shell.run(SCRIPT + " move --apply"))
                .contains("already", "All 1001 links of the backup are there.")
                .doesNotContain("Replaced.");
    }

    @Test
    void tokenStoredByTheGenericProviderIsRenewedWhenItHasExpired() {
        realm.withProvider(GenericRealm.provider(amazon));
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.set("expires_in", 1));
        String keycloakToken = signInForAToken(Person.JANE);
        shell.run(SCRIPT + " move --apply");
        amazon.forgetRequests();

        assertThat(storedToken(keycloakToken)).startsWith("Atza|");

        assertThat(amazon.requests(Endpoint.TOKEN))
                .extracting(request -> request.form("grant_type"))
                .containsExactly("refresh_token");
    }

    @Test
    void settingsMappersAndOrganizationMoveAlong() {
        realm.withUnmanagedAttributes();
        IdentityProviderRepresentation provider = GenericRealm.provider(amazon);
        provider.setTrustEmail(true);
        provider.setHideOnLogin(false);
        provider.getConfig().put("guiOrder", "7");
        provider.getConfig().put("defaultScope", "openid profile postal_code");
        realm.withProvider(provider);
        mapper("hardcoded", "hardcoded-attribute-idp-mapper", Map.of("attribute", "from", "attribute.value", "amazon"));
        mapper("zip", "oidc-user-attribute-idp-mapper", Map.of("claim", "postal_code", "user.attribute", "zip"));
        mapper("role", "oidc-role-idp-mapper", Map.of("claim", "x", "claim.value", "y", "role", "offline_access"));
        mapper("odd", "keycloak-oidc-role-to-role-idp-mapper", Map.of("external.role", "x", "role", "y"));
        String organization = organizationOf(TestRealm.ALIAS);
        ExchangePermission.grant(realm);

        String plan = shell.run(SCRIPT + " move");
        shell.run(SCRIPT + " move --apply");

        assertThat(plan)
                .contains(
                        "mapper hardcoded",
                        "mapper zip: oidc-user-attribute-idp-mapper becomes amazon-user-attribute-mapper",
                        "mapper role: oidc-role-idp-mapper becomes amazon-advanced-role-mapper",
                        "mapper odd: keycloak-oidc-role-to-role-idp-mapper: the provider \"amazon\" has none like it",
                        "because userNameClaim is user_id",
                        "permissions",
                        "authorizationUrl, clientAuthMethod");
        IdentityProviderRepresentation moved = realm.provider().toRepresentation();
        assertThat(moved.isTrustEmail()).isTrue();
        assertThat(moved.isStoreToken()).isTrue();
        assertThat(moved.getDisplayName()).isEqualTo("Amazon account");
        assertThat(moved.getConfig())
                .containsEntry("guiOrder", "7")
                .containsEntry("defaultScope", "profile postal_code")
                .containsEntry("region", "NA")
                .doesNotContainKeys("tokenUrl", "userIDClaim");
        assertThat(realm.admin()
                        .organizations()
                        .get(organization)
                        .identityProviders()
                        .getIdentityProviders())
                .extracting(IdentityProviderRepresentation::getAlias)
                .containsExactly(TestRealm.ALIAS);
        // The login page of a realm with organizations asks for the username first.
        browser.open(realm.application().signInAddress(Map.of("kc_idp_hint", TestRealm.ALIAS)));
        realm.agreeAtAmazon(browser, Person.BRITISH);
        assertSignedIn();
        UserRepresentation user = realm.onlyUser();
        assertThat(user.getUsername()).isEqualToIgnoringCase(amazon.userId(Person.BRITISH, AmazonEmulator.CLIENT_ID));
        assertThat(user.getAttributes())
                .containsEntry("zip", List.of("SW1A 1AA"))
                .containsEntry("from", List.of("amazon"));
    }

    @Test
    void undoPutsBackWhatWasThere() {
        realm.withProvider(GenericRealm.provider(amazon));
        mapper("zip", "oidc-user-attribute-idp-mapper", Map.of("claim", "postal_code", "user.attribute", "zip"));
        signInForAToken(Person.JANE);
        Map<String, String> links = links();
        shell.run(SCRIPT + " move --apply");

        assertThat(shell.run(SCRIPT + " undo")).contains("becomes oauth2 again", "Nothing was changed.");
        shell.run(SCRIPT + " undo --apply");

        IdentityProviderRepresentation old = realm.provider().toRepresentation();
        assertThat(old.getProviderId()).isEqualTo("oauth2");
        assertThat(old.getConfig()).containsEntry("tokenUrl", amazon.tokenUrl());
        assertThat(realm.provider().getMappers())
                .extracting(IdentityProviderMapperRepresentation::getIdentityProviderMapper)
                .containsExactly("oidc-user-attribute-idp-mapper");
        assertThat(links()).isEqualTo(links);
        realm.signIn(browser.forgetCookies(), Person.JANE);
        assertSignedIn();
        assertThat(links()).isEqualTo(links);
    }

    @Test
    void serviceAccountOfTheRealmIsEnough() {
        realm.withProvider(GenericRealm.provider(amazon));
        signInForAToken(Person.JANE);
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId("migration");
        client.setSecret("its secret & more");
        client.setServiceAccountsEnabled(true);
        realm.admin().clients().create(client).close();
        String management = realm.admin()
                .clients()
                .findByClientId("realm-management")
                .get(0)
                .getId();
        String account = realm.admin()
                .clients()
                .get(realm.admin().clients().findByClientId("migration").get(0).getId())
                .getServiceAccountUser()
                .getId();
        realm.admin()
                .users()
                .get(account)
                .roles()
                .clientLevel(management)
                .add(Stream.of("manage-realm", "manage-identity-providers", "manage-users")
                        .map(role -> realm.admin()
                                .clients()
                                .get(management)
                                .roles()
                                .get(role)
                                .toRepresentation())
                        .toList());
        shell.with("ADMIN_REALM", realm.name())
                .with("ADMIN_CLIENT", "migration")
                .with("KC_CLI_CLIENT_SECRET", "its secret & more");

        assertThat(shell.run(SCRIPT + " move --apply")).contains("All 1 links of the backup are there.");
    }

    // ---- Interrupted and refused

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void interruptedMoveIsFinishedByTheNext(String side) throws IOException {
        realm.withProvider(GenericRealm.provider(amazon));
        signInForAToken(Person.JANE);
        Map<String, String> links = links();
        Path cut = Files.createDirectory(files.resolve("cut"));
        String curl = shell.run("command -v curl").strip();
        Path deadly = Files.writeString(
                cut.resolve("curl"), """
                #!/usr/bin/env bash
                case "$*" in
                  *partialImport*) %s kill -9 0 ;;
                  *) exec %s "$@" ;;
                esac
                """.formatted(side.equals("after") ? curl + " \"$@\";" : "", curl));
        Files.setPosixFilePermissions(deadly, PosixFilePermissions.fromString("rwx------"));

        shell.fail("PATH=" + cut + ":$PATH setsid --wait " + SCRIPT + " move --apply");
        assertThat(realm.provider().toRepresentation().getProviderId())
                .isEqualTo(side.equals("after") ? "amazon" : "oauth2");
        String finished = shell.run(SCRIPT + " move --apply");

        assertThat(finished).contains("All 1 links of the backup are there.");
        assertThat(realm.provider().toRepresentation().getProviderId()).isEqualTo("amazon");
        assertThat(links()).isEqualTo(links);
    }

    @Test
    void linkThatIsMissingAfterwardsIsNamed() {
        realm.withProvider(GenericRealm.provider(amazon));
        GenericRealm.addLinkedUsers(realm, 2);
        shell.run(SCRIPT + " move --apply");
        UserRepresentation user =
                realm.admin().users().searchByUsername("user1", true).get(0);
        realm.admin().users().get(user.getId()).removeFederatedIdentity(TestRealm.ALIAS);

        assertThat(shell.fail(SCRIPT + " move"))
                .contains("amzn1.account.LINKED1", "were there before and are not now")
                .doesNotContain("LINKED0");
    }

    @Test
    void linkThatIsNotByUserIdIsRefused() {
        realm.withProvider(GenericRealm.provider(amazon));
        signInForAToken(Person.JANE);
        realm.changeProvider(provider -> provider.getConfig().put("userIDClaim", "email"));
        signInForAToken(Person.BRITISH);

        assertRefused("1 of 2 links do not contain Amazon's user_id", "oauth2");
    }

    @Test
    void providerOfAnotherCompanyIsRefused() {
        refusedWhen(
                provider -> provider.getConfig().put("tokenUrl", "https://github.com/login/oauth/access_token"),
                "REGION");
    }

    @Test
    void clientIdThatIsNotAmazonsIsRefused() {
        refusedWhen(
                provider -> provider.getConfig().put("clientId", "0oa1b2c3d4"),
                "The client ID is not one of Amazon's.");
    }

    private void refusedWhen(Consumer<IdentityProviderRepresentation> change, String reason) {
        IdentityProviderRepresentation provider = GenericRealm.provider(amazon);
        change.accept(provider);
        realm.withProvider(provider);
        shell.with("REGION", "");

        assertRefused(reason, "oauth2");
    }

    @Test
    void withoutTheSecretNothingIsReplaced() {
        realm.withProvider(GenericRealm.provider(amazon));
        shell.with("AMAZON_CLIENT_SECRET", "");

        assertThat(shell.run(SCRIPT + " move")).contains("set AMAZON_CLIENT_SECRET");
        assertRefused("Set AMAZON_CLIENT_SECRET.", "oauth2");
    }

    @Test
    void whatKeycloakRefusesLeavesEverythingAsItWas() {
        realm.withProvider(GenericRealm.provider(amazon));
        mapper("zip", "oidc-user-attribute-idp-mapper", Map.of("claim", "postal_code", "user.attribute", "zip"));
        shell.with("AMAZON_CLIENT_SECRET", "a secret with spaces");

        assertRefused("Keycloak refused it, and nothing was changed.", "oauth2");
        assertThat(realm.provider().getMappers())
                .extracting(IdentityProviderMapperRepresentation::getIdentityProviderMapper)
                .containsExactly("oidc-user-attribute-idp-mapper");
    }

    @Test
    void wrongWordsLoginsAndNamesAreExplained() {
        realm.withProvider(GenericRealm.provider(amazon));

        assertThat(shell.fail(SCRIPT)).contains("Use one of: move, undo, link FILE, unlink");
        assertThat(shell.fail(SCRIPT + " link one two")).contains("Use one of: move, undo, link FILE, unlink");
        assertThat(shell.fail(SCRIPT + " link nowhere.csv")).contains("There is no file");
        assertThat(shell.fail(SCRIPT + " undo")).contains("There is no backup");
        assertThat(shell.fail("echo '{\"provider\":{\"alias\":\"other\"}}' > \"$BACKUP\"; " + SCRIPT + " undo --apply"))
                .contains("is the backup of another provider");
        assertThat(shell.fail("ALIAS=other " + SCRIPT + " move"))
                .contains("no identity provider with the alias \"other\"");
        assertThat(shell.fail("REALM='a realm' " + SCRIPT + " move"))
                .contains("Realm \"a realm\" has no identity provider");
        assertThat(shell.fail("KC_CLI_PASSWORD=wrong " + SCRIPT + " move"))
                .contains("The login was refused.")
                .doesNotContain("wrong");
    }

    private void assertRefused(String reason, String stays) {
        assertThat(shell.fail(SCRIPT + " move --apply"))
                .contains(reason)
                .containsIgnoringCase("nothing was changed")
                .doesNotContain("Replaced.");
        assertThat(realm.provider().toRepresentation().getProviderId()).isEqualTo(stays);
    }

    // ---- Linked and unlinked

    @Test
    void usersAreLinkedInBulkAndOnce() throws IOException {
        realm.withAmazon();
        PartialImportRepresentation users = new PartialImportRepresentation();
        users.setUsers(IntStream.range(0, 120)
                .mapToObj(number -> {
                    UserRepresentation user = new UserRepresentation();
                    user.setUsername("o'neil, no " + number + " ü");
                    user.setEnabled(true);
                    return user;
                })
                .toList());
        GenericRealm.importInto(realm, users);
        realm.addUser("jane", "jane@company.example", "password");
        Path file = Files.writeString(
                files.resolve("users.csv"),
                IntStream.range(0, 120)
                                .mapToObj(number -> "o'neil, no " + number + " ü,amzn1.account.NEW" + number + "\r\n")
                                .collect(Collectors.joining())
                        + "\n"
                        + "JANE," + amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));

        assertThat(shell.run(SCRIPT + " link " + file)).contains("To link: 121.", "Nothing was changed.");
        assertThat(links()).isEmpty();
        shell.run(SCRIPT + " link " + file + " --apply");

        assertThat(links()).hasSize(121).containsEntry("o'neil, no 7 ü", "amzn1.account.NEW7");
        assertThat(shell.run(SCRIPT + " link " + file + " --apply")).contains("To link: 0. Linked before: 121.");
        realm.signIn(browser, Person.JANE);
        assertSignedIn();
        assertThat(links()).hasSize(121);
    }

    @Test
    void lineThatCannotBeUsedIsNamedAndTheOthersAreLinked() throws IOException {
        realm.withAmazon();
        for (String name : List.of("ann", "bob", "carl", "dora")) {
            realm.addUser(name, name + "@example.com", "password");
        }
        Path file = Files.writeString(files.resolve("users.csv"), """
                ann,amzn1.account.A
                bob,amzn1.account.A
                carl,carl@example.com
                nobody,amzn1.account.N
                dora
                """);

        assertThat(shell.fail(SCRIPT + " link " + file + " --apply"))
                .contains(
                        "Line 2: another user is linked to this Amazon account.",
                        "Line 3: this is no user_id of Amazon.",
                        "Line 4: the realm has no such user.",
                        "Line 5: this is no user_id of Amazon.",
                        "To link: 1.");
        assertThat(links()).containsOnly(Map.entry("ann", "amzn1.account.A"));
        Files.writeString(file, "ann,amzn1.account.B\nbob,amzn1.account.A\n");
        assertThat(shell.fail(SCRIPT + " link " + file + " --apply"))
                .contains(
                        "Line 1: the user is linked to another Amazon account.",
                        "Line 2: another user is linked to this Amazon account.");
        assertThat(links()).containsOnly(Map.entry("ann", "amzn1.account.A"));
    }

    @Test
    void usersOfAnotherServerAreCreatedWithTheirLinks() throws IOException {
        realm.withOptionalAttributes("firstName", "lastName").withAmazon();
        Path file = Files.writeString(
                files.resolve("users.csv"),
                "jane,jane.doe@example.com," + amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID) + "\n"
                        + "olivia,olivia@example.co.uk," + amazon.userId(Person.BRITISH, AmazonEmulator.CLIENT_ID)
                        + "\n");

        Shell.loggedIn(Servers.keycloak(), files)
                .with("REALM", realm.name())
                .run("cd " + file.getParent() + "\n" + fromThePage("New users"));

        assertThat(links()).hasSize(2);
        realm.signIn(browser, Person.JANE);
        assertSignedIn();
        assertThat(links()).hasSize(2).containsEntry("jane", amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
    }

    @Test
    void securityProfileMovesToAnotherCompany() throws IOException {
        realm.withAmazon();
        UserRepresentation jane = realm.addUser("jane", "jane.doe@example.com", "password");
        link(jane, amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        amazon.addClient(OTHER_COMPANYS_APP.withReturnUrl(realm.returnUrl(TestRealm.ALIAS)));
        realm.changeProvider(provider -> {
            provider.getConfig().put("clientId", OTHER_COMPANYS_APP.clientId());
            provider.getConfig().put("clientSecret", OTHER_COMPANYS_APP.secret());
        });

        assertThat(shell.run(SCRIPT + " unlink")).contains("1 users lose their link", "Nothing was changed.");
        assertThat(links()).hasSize(1);
        shell.run(SCRIPT + " unlink --apply");
        assertThat(links()).isEmpty();
        assertThat(files.resolve("links.csv"))
                .hasContent("jane," + amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));

        realm.signIn(browser, Person.JANE);
        browser.click("linkAccount").type("password", "password").click("kc-login");

        assertSignedIn();
        assertThat(links()).containsOnly(Map.entry("jane", amazon.userId(Person.JANE, OTHER_COMPANYS_APP.clientId())));
        assertThat(realm.onlyUser().getId()).isEqualTo(jane.getId());
    }

    @Test
    void linksThatWereRemovedCanBePutBack() {
        realm.withAmazon();
        GenericRealm.addLinkedUsers(realm, 3);
        Map<String, String> links = links();
        shell.run(SCRIPT + " unlink --apply");
        shell.run(SCRIPT + " unlink --apply");

        shell.run(SCRIPT + " link \"$LINKS\" --apply");

        assertThat(links()).isEqualTo(links);
    }

    // ---- Steps

    private void link(UserRepresentation user, String userId) {
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId(userId);
        link.setUserName(user.getUsername());
        try (Response response = realm.admin().users().get(user.getId()).addFederatedIdentity(TestRealm.ALIAS, link)) {
            assertThat(response.getStatus()).isEqualTo(204);
        }
    }

    private void mapper(String name, String mapperId, Map<String, String> settings) {
        IdentityProviderMapperRepresentation mapper = new IdentityProviderMapperRepresentation();
        mapper.setName(name);
        mapper.setIdentityProviderAlias(TestRealm.ALIAS);
        mapper.setIdentityProviderMapper(mapperId);
        mapper.setConfig(new LinkedHashMap<>(settings));
        mapper.getConfig().put("syncMode", "INHERIT");
        PartialImportRepresentation content = new PartialImportRepresentation();
        content.setIdentityProviderMappers(List.of(mapper));
        GenericRealm.importInto(realm, content);
    }

    private String organizationOf(String alias) {
        OrganizationRepresentation organization = new OrganizationRepresentation();
        organization.setName("acme");
        organization.setAlias("acme");
        organization.addDomain(new OrganizationDomainRepresentation("acme.example"));
        try (Response response = realm.admin().organizations().create(organization)) {
            String location = response.getHeaderString("Location");
            String id = location.substring(location.lastIndexOf('/') + 1);
            realm.admin()
                    .organizations()
                    .get(id)
                    .identityProviders()
                    .addIdentityProvider(alias)
                    .close();
            return id;
        }
    }

    /** Signs in; answers an access token of Keycloak's that reads the stored token. */
    private String signInForAToken(Person person) {
        realm.signIn(browser.forgetCookies(), person);
        if (browser.has("kc-idp-review-profile-form")) {
            browser.clickSelected("input[type=submit]");
        }
        assertSignedIn();
        return realm.application().redeem(browser.address()).accessToken();
    }

    private String storedToken(String keycloakToken) {
        Answer answer = realm.application().get("/broker/amazon/token", keycloakToken);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode token = answer.json();
        return token.path("access_token").asText();
    }

    private UserRepresentation userOf(Person person) {
        return realm.admin()
                .users()
                .searchByUsername(amazon.userId(person, AmazonEmulator.CLIENT_ID), true)
                .get(0);
    }

    /** Amazon's user_id of each linked user, by username, as an administrator reads it. Plain HTTP: a proxy for each user takes minutes. */
    private Map<String, String> links() {
        return realm.admin().users().search("", 0, 2_000, true).stream()
                .map(user -> adminGet("/users/" + user.getId()))
                .flatMap(user -> user.path("federatedIdentities")
                        .valueStream()
                        .map(link -> Map.entry(
                                user.path("username").asText(),
                                link.path("userId").asText())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private JsonNode adminGet(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(realm.adminUrl() + path))
                .header(
                        "Authorization",
                        "Bearer " + realm.server().tokenManager().getAccessTokenString())
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String fromThePage(String section) throws IOException {
        Matcher found = Pattern.compile("## " + section + "\n.*?```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE, UTF_8));
        assertThat(found.find()).as("commands of section %s", section).isTrue();
        return found.group(1);
    }

    private void assertSignedIn() {
        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }
}
