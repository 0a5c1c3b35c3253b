package io.github.keycloakamazon.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.Shell;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.IdentityProviderMapperRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

/** Each sample of configuration as code makes a realm that people sign in to with Amazon. The samples are read from where users find them. */
class ConfigurationAsCodeIT {
    private static final Path SAMPLES = Path.of("docker", "configuration");
    private static final Path PAGES = Path.of("src", "site", "markdown");
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @TempDir
    private Path home;

    private final KeycloakServer keycloak = Servers.keycloak();
    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void realmFileImportedAtTheStartSignsPeopleIn() {
        try (TestRealm realm = TestRealm.existing(keycloak, "example")) {
            assertPeopleSignIn(realm);
            assertThat(realm.admin().toRepresentation().getLoginTheme()).isEqualTo("amazon");
        }
    }

    @Test
    void fileForKeycloakConfigCliSignsPeopleIn() throws IOException {
        String document = Files.readString(SAMPLES.resolve("keycloak-config-cli.json"))
                .replace("$(env:AMAZON_CLIENT_ID)", AmazonEmulator.CLIENT_ID)
                .replace("$(env:AMAZON_CLIENT_SECRET)", AmazonEmulator.CLIENT_SECRET)
                .replace("\"example\"", "\"config-cli\"");

        try (TestRealm realm = TestRealm.imported(keycloak, JSON.readValue(document, RealmRepresentation.class))) {
            assertPeopleSignIn(realm);
        }
    }

    @Test
    void scriptForKcadmPutsBackWhatSomebodyChanged() {
        try (TestRealm realm = TestRealm.create(keycloak, representation -> {})) {
            Shell shell = Shell.loggedIn(keycloak, home)
                    .with("REALM", realm.name())
                    .with("AMAZON_CLIENT_ID", AmazonEmulator.CLIENT_ID)
                    .with("AMAZON_CLIENT_SECRET", AmazonEmulator.CLIENT_SECRET);
            shell.run("docker/configuration/amazon.sh");
            realm.changeProvider(provider -> {
                provider.getConfig().put("region", "FE");
                provider.getConfig().put("clientSecret", "another-secret");
                provider.setDisplayName("Our own name");
            });

            shell.run("docker/configuration/amazon.sh");

            assertPeopleSignIn(realm);
            assertThat(realm.provider().getMappers()).hasSize(1);
            assertThat(realm.provider().toRepresentation().getDisplayName()).isEqualTo("Our own name");
        }
    }

    @Test
    void resourcesForTerraformSignPeopleInAndStayUnchanged() throws IOException {
        TerraformFile file = TerraformFile.read(
                SAMPLES.resolve("amazon.tf"),
                Map.of(
                        "realm", "any",
                        "amazon_client_id", AmazonEmulator.CLIENT_ID,
                        "amazon_client_secret", AmazonEmulator.CLIENT_SECRET));
        Map<String, Object> provider = file.resources().get("keycloak_oidc_identity_provider.amazon");
        Map<String, Object> mapper = file.resources().get("keycloak_custom_identity_provider_mapper.username");
        assertThat(mapper.get("identity_provider_alias")).hasToString("keycloak_oidc_identity_provider.amazon.alias");
        mapper.put("identity_provider_alias", provider.get("alias"));
        TerraformSchema schema = TerraformSchema.documented();
        schema.check("keycloak_oidc_identity_provider", provider);
        schema.check("keycloak_custom_identity_provider_mapper", mapper);
        JsonNode sent = schema.representation("keycloak_oidc_identity_provider", provider);

        try (TestRealm realm = TestRealm.create(keycloak, representation -> {})) {
            realm.withProvider(JSON.treeToValue(sent, IdentityProviderRepresentation.class));
            try (Response response = realm.provider()
                    .addMapper(JSON.treeToValue(
                            schema.representation("keycloak_custom_identity_provider_mapper", mapper),
                            IdentityProviderMapperRepresentation.class))) {
                assertThat(response.getStatus()).isEqualTo(201);
            }

            assertTerraformSeesNoChange(realm, sent);
            assertPeopleSignIn(realm);
        }
    }

    /** What comes back differently, Terraform would want to change at every run. */
    private static void assertTerraformSeesNoChange(TestRealm realm, JsonNode sent) {
        IdentityProviderRepresentation kept = realm.provider().toRepresentation();
        sent.path("config").properties().forEach(setting -> {
            if (!setting.getKey().equals("clientSecret")) {
                assertThat(kept.getConfig())
                        .containsEntry(setting.getKey(), setting.getValue().asText());
            }
        });
        assertThat(kept.isStoreToken()).isFalse();
        assertThat(kept.isTrustEmail()).isFalse();
    }

    @Test
    void javaAdminClientAddsAProviderThatSignsPeopleIn() {
        try (TestRealm realm = TestRealm.create(keycloak, representation -> {})) {
            AdminClientExample.addAmazon(
                    realm.server(), realm.name(), AmazonEmulator.CLIENT_ID, AmazonEmulator.CLIENT_SECRET);

            assertPeopleSignIn(realm);
        }
    }

    @Test
    void pageQuotesTheJavaThatWasTested() throws IOException {
        String example = between(
                Files.readString(Path.of(
                        "src/test/java", AdminClientExample.class.getName().replace('.', '/') + ".java")),
                "    // example begins\n(.*)    // example ends\n");

        assertThat(between(Files.readString(PAGES.resolve("configuration-as-code.md")), "```java\n(.*?)```"))
                .isEqualTo(example.replaceAll("(?m)^ {4}", ""));
    }

    @Test
    void kcadmCommandsOfTheMobileAppsPageLetAnAppExchange() throws IOException {
        String commands = between(
                        Files.readString(PAGES.resolve("mobile-apps.md")), "The same with `kcadm.sh`.*?```sh\n(.*?)```")
                .stripIndent();

        try (TestRealm realm = TestRealm.create(keycloak, representation -> {})) {
            realm.withAmazon();
            assertThat(exchange(realm).status()).isEqualTo(403);

            Shell.loggedIn(keycloak, home)
                    .with("REALM", realm.name())
                    .with("CLIENT_ID", TestApplication.CLIENT_ID)
                    .run(commands);

            Answer answer = exchange(realm);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
    }

    private Answer exchange(TestRealm realm) {
        return realm.application()
                .exchangeAmazonToken(amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile"));
    }

    private static String between(String text, String pattern) {
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }

    /** All samples set the same up. */
    private void assertPeopleSignIn(TestRealm realm) {
        realm.signIn(browser, Person.JANE);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertThat(realm.onlyUser().getUsername())
                .isEqualToIgnoringCase("amazon-" + amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(realm.provider().toRepresentation().getConfig())
                .containsEntry("region", "EU")
                .containsEntry("defaultScope", "profile")
                .containsEntry("syncMode", "IMPORT");
    }
}
