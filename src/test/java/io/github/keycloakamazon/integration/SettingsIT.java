package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.emulator.ReceivedRequest;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakDistribution;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ComponentTypeRepresentation;
import org.keycloak.representations.idm.ConfigPropertyRepresentation;
import org.keycloak.representations.idm.IdentityProviderMapperRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.info.ServerInfoRepresentation;

/** What an administrator sets: refused or kept when it is saved, shown in the console, and obeyed by the login. */
class SettingsIT {
    private static final String MASKED_SECRET = "**********";
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Shared by tests that leave no provider and no user in it. */
    private static TestRealm realm;

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void leaveTheRealmAsItWas() {
        browser.close();
        realm.users().forEach(user -> realm.admin().users().get(user.getId()).remove());
        realm.admin()
                .identityProviders()
                .findAll()
                .forEach(provider -> realm.admin()
                        .identityProviders()
                        .get(provider.getAlias())
                        .remove());
    }

    // ---- Saved or refused

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientId         | ''                               | The client ID is missing. Copy it from",
                "clientSecret     | ''                               | The client secret is missing. Copy it from",
                "clientSecret     | 'abc def'                        | has a space or a line break in it. Copy it again",
                "clientId         | 'amzn1.application-oa2-client.0 '| The client ID has a space or a line break in it. Use",
                "clientId         | https://www.amazon.com/ap/oa     | The client ID is a URL. Use the client ID from",
                "clientId         | amzn1.application.0123           | The client ID is the ID of a security profile. Use",
                "region           | US                               | Unknown region \"US\". Use NA for North America, EU",
                "defaultScope     | profile,postal_code              | Separate the scopes by spaces, as in \"profile postal_code\"",
                "defaultScope     | openid profile                   | Amazon does not know the scope \"openid\". Use \"profile\"",
                "defaultScope     | email                            | Amazon does not know the scope \"email\". Use \"profile\"",
                "defaultScope     | profile <b>                      | can contain only letters, digits and the characters _ : . -",
                "optionalScopes   | postal_code                      | not in the scopes (profile). Add it to the scopes",
                "namePolicy       | first                            | Unknown name policy \"first\". Use one of last-word",
                "allowedAudiences | amzn1.application.0123           | The allowed audience is the ID of a security profile. Use",
                "region           | US                               | Identity provider \"amazon\" of realm ",
            })
    void mistakesAreRefusedWithTheirCureAndNothingIsSaved(String setting, String value, String sentence)
            throws IOException {
        try (Response refusal = realm.admin().identityProviders().create(TestRealm.amazon(Map.of(setting, value)))) {
            assertThat(refusal.getStatus()).isEqualTo(400);
            assertThat(sentence(refusal)).contains(sentence);
        }
        assertThat(realm.admin().identityProviders().findAll()).isEmpty();

        realm.withAmazon();
        IdentityProviderRepresentation before = realm.provider().toRepresentation();
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() ->
                        realm.changeProvider(provider -> provider.getConfig().put(setting, value)))
                .satisfies(
                        refusal -> assertThat(sentence(refusal.getResponse())).contains(sentence));
        assertThat(realm.provider().toRepresentation().getConfig()).isEqualTo(before.getConfig());
    }

    @Test
    void missingSecretIsRefusedToo() throws IOException {
        IdentityProviderRepresentation provider = TestRealm.amazon(Map.of());
        provider.getConfig().remove("clientSecret");

        try (Response refusal = realm.admin().identityProviders().create(provider)) {
            assertThat(refusal.getStatus()).isEqualTo(400);
            assertThat(sentence(refusal)).contains("The client secret is missing.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alexa:all", "advertising::campaign_management", "profile:user_id postal_code"})
    void scopesThatAmazonMayAllowAreSaved(String scopes) {
        realm.withAmazon(Map.of("defaultScope", scopes));

        assertThat(realm.provider().toRepresentation().getConfig()).containsEntry("defaultScope", scopes);
    }

    /** The console sends the whole form back: the secret masked, empty fields as empty texts, several values in one text. */
    @Test
    void settingsSurviveTheConsolesForm() {
        Map<String, String> settings = Map.of(
                "defaultScope",
                "profile postal_code",
                "region",
                "EU",
                "namePolicy",
                "whole-name-in-both",
                "allowedAudiences",
                "amzn1.application-oa2-client.ios##amzn1.application-oa2-client.android",
                "somethingOfTomorrow",
                "kept");
        realm.withAmazon(settings);

        realm.changeProvider(provider -> {
            assertThat(provider.getConfig()).containsEntry("clientSecret", MASKED_SECRET);
            provider.getConfig().put("optionalScopes", "");
            provider.setDisplayName("");
        });

        assertThat(realm.provider().toRepresentation().getConfig()).containsAllEntriesOf(settings);
        realm.signIn(browser, Person.JANE);
        assertSignedIn();
        assertThat(amazon.requests(Endpoint.TOKEN).get(0).form("client_secret"))
                .isEqualTo(AmazonEmulator.CLIENT_SECRET);
    }

    /** Keycloak 26.8 and later refuse the masked secret together with another client ID, because a secret belongs to its client. */
    @Test
    void maskedSecretWithAnotherClientIdIsKeptOrRefusedAsTheReleaseDoes() {
        realm.withAmazon();
        boolean kept = KeycloakDistribution.current().version().matches("26\\.[0-7]\\..*");
        ThrowingCallable change = () -> realm.changeProvider(
                provider -> provider.getConfig().put("clientId", "amzn1.application-oa2-client.another"));

        if (kept) {
            assertThatCode(change).doesNotThrowAnyException();
            realm.changeProvider(provider -> provider.getConfig().put("clientId", AmazonEmulator.CLIENT_ID));
        } else {
            assertThatThrownBy(change).isInstanceOf(BadRequestException.class);
        }

        realm.signIn(browser, Person.JANE);
        assertSignedIn();
    }

    /** Keycloak puts the stored secret in place of the mask only when the Admin REST API updates a provider. */
    @Test
    void maskedSecretIsAWarningExceptInAnUpdate() {
        long created = Servers.keycloak().logMark();
        realm.withAmazon(Map.of("clientSecret", MASKED_SECRET));
        assertThat(warningsSince(created)).singleElement().asString().contains("format: clientSecret [");

        realm.changeProvider(provider -> provider.getConfig().put("clientSecret", AmazonEmulator.CLIENT_SECRET));
        long updated = Servers.keycloak().logMark();
        realm.changeProvider(provider -> assertThat(provider.getConfig()).containsEntry("clientSecret", MASKED_SECRET));
        assertThat(warningsSince(updated)).isEmpty();

        long imported = Servers.keycloak().logMark();
        PartialImportRepresentation partial = new PartialImportRepresentation();
        partial.setIfResourceExists("OVERWRITE");
        partial.setIdentityProviders(realm.admin().partialExport(false, false).getIdentityProviders());
        try (Response answer = realm.admin().partialImport(partial)) {
            assertThat(answer.getStatus()).isEqualTo(200);
        }
        assertThat(warningsSince(imported)).singleElement().asString().contains("format: clientSecret [");
    }

    // ---- Export and import

    @Test
    void realmWithPlaceholdersIsImportedWithAWarning() {
        IdentityProviderRepresentation provider = TestRealm.amazon(Map.of("optionalScopes", "postal_code"));
        for (String key :
                List.of("defaultScope", "filteredByClaim", "claimFilterName", "claimFilterValue", "syncMode")) {
            provider.getConfig().put(key, "${env.UNSET}");
        }
        RealmRepresentation representation = new RealmRepresentation();
        representation.setRealm(realm.name() + "-placeholders");
        representation.setEnabled(true);
        representation.setIdentityProviders(List.of(provider));
        long mark = Servers.keycloak().logMark();

        realm.server().realms().create(representation);

        realm.server().realm(representation.getRealm()).remove();
        assertThat(warningsSince(mark))
                .singleElement()
                .asString()
                .contains("format: defaultScope, filteredByClaim, syncMode, claimFilterName, claimFilterValue [realm="
                        + representation.getRealm() + ", alias=amazon]");
    }

    @Test
    void exportedRealmImportsAgain() throws IOException {
        realm.withAmazon(Map.of(
                        "defaultScope",
                        "profile postal_code",
                        "optionalScopes",
                        "postal_code",
                        "somethingOfTomorrow",
                        "x"))
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "postalCode", "syncMode", "FORCE"))
                .withMapper(
                        "amazon-username-template-mapper",
                        Map.of("template", "${ALIAS}.${CLAIM.user_id}", "target", "LOCAL", "syncMode", "INHERIT"));
        String newName = realm.name() + "-again";
        ObjectNode export = MAPPER.valueToTree(realm.admin().partialExport(true, true));
        assertThat(export.at("/identityProviders/0/config/clientSecret").asText())
                .isEqualTo(MASKED_SECRET);
        RealmRepresentation imported =
                MAPPER.treeToValue(withoutIds(export).put("realm", newName), RealmRepresentation.class);

        realm.server().realms().create(imported);

        try {
            IdentityProviderRepresentation provider = realm.server()
                    .realm(newName)
                    .identityProviders()
                    .get(TestRealm.ALIAS)
                    .toRepresentation();
            assertThat(provider.getConfig())
                    .isEqualTo(realm.provider().toRepresentation().getConfig());
            assertThat(mappers(newName)).containsExactlyInAnyOrderElementsOf(mappers(realm.name()));
        } finally {
            realm.server().realm(newName).remove();
        }
    }

    @Test
    void exportedProviderImportsIntoARealmThatHasNone() {
        realm.withAmazon(Map.of("region", "FE"))
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "name", "userAttribute", "fullName", "syncMode", "INHERIT"));
        RealmRepresentation export = realm.admin().partialExport(false, false);
        List<Map<String, String>> mappers = mappers(realm.name());
        leaveTheRealmAsItWas();
        PartialImportRepresentation partial = new PartialImportRepresentation();
        partial.setIfResourceExists("FAIL");
        partial.setIdentityProviders(export.getIdentityProviders());
        partial.setIdentityProviderMappers(export.getIdentityProviderMappers());

        try (Response answer = realm.admin().partialImport(partial)) {
            assertThat(answer.getStatus()).isEqualTo(200);
        }

        assertThat(realm.provider().toRepresentation().getConfig()).containsEntry("region", "FE");
        assertThat(mappers(realm.name())).isEqualTo(mappers);
    }

    // ---- In the console

    @Test
    void consoleListsAmazonAmongTheSocialProviders() {
        ServerInfoRepresentation info = realm.server().serverInfo().getInfo();

        assertThat(info.getIdentityProviders())
                .contains(Map.of("groupName", "Social", "name", "Amazon", "id", "amazon"));
        assertThat(providerProperties(info))
                .extracting(ConfigPropertyRepresentation::getName)
                .containsExactly(
                        "region",
                        "optionalScopes",
                        "namePolicy",
                        "buttonStyle",
                        "allowedAudiences",
                        "exchangeClients",
                        "exchangeNewUsers",
                        "checkOnSave");
    }

    /** The console shows what {@code /resources/{realm}/admin/{language}} tells, through i18next, which knows no doubled apostrophes. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void everyLabelAndHelpTextIsServedToTheConsole(String language) throws IOException {
        Map<String, String> texts = consoleTexts(language);

        assertThat(consoleKeys())
                .hasSizeGreaterThan(15)
                .allSatisfy(key -> assertThat(texts.get(key))
                        .as("%s in %s", key, language)
                        .isNotBlank()
                        .doesNotContain("''", "'{", "{{", "$t("));
    }

    @Test
    void germanTextsAreNotTheEnglishOnes() throws IOException {
        Map<String, String> english = consoleTexts("en");
        Map<String, String> german = consoleTexts("de");

        assertThat(consoleKeys())
                .filteredOn(key -> key.endsWith(".help"))
                .allSatisfy(key -> assertThat(german.get(key)).isNotEqualTo(english.get(key)));
    }

    @Test
    void allMappersOfTheContractAreOffered() {
        realm.withAmazon();

        assertThat(realm.provider().getMapperTypes())
                .containsKeys(
                        "amazon-user-attribute-mapper",
                        "amazon-user-session-note-mapper",
                        "amazon-username-template-mapper",
                        "amazon-advanced-role-mapper",
                        "amazon-advanced-group-mapper",
                        "hardcoded-attribute-idp-mapper");
    }

    // ---- Obeyed, or without effect

    @Test
    void endpointUrlsInTheSettingsGetNothing() throws IOException {
        List<String> trapped = new CopyOnWriteArrayList<>();
        HttpServer trap = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        trap.createContext("/", exchange -> {
            trapped.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        trap.start();
        try (TestRealm own = TestRealm.create()) {
            String url = "http://localhost:" + trap.getAddress().getPort() + "/";
            Map<String, String> settings = new LinkedHashMap<>();
            for (String key :
                    List.of("authorizationUrl", "tokenUrl", "userInfoUrl", "tokenIntrospectionUrl", "jwksUrl")) {
                settings.put(key, url + key);
            }
            settings.put("baseUrl", url);
            settings.put("apiUrl", url);
            settings.put("authorization-base-url", url);
            settings.put("api-base-url", url);
            settings.put("clientAuthMethod", "client_secret_basic");
            IdentityProviderRepresentation provider = TestRealm.amazon(settings);
            provider.setStoreToken(true);
            provider.setAddReadTokenRoleOnCreate(true);
            own.withProvider(provider);

            // A token that is about to end, so that it is renewed when it is asked for.
            amazon.on(Endpoint.TOKEN).answerOnce(Fault.set("expires_in", 5));
            own.signIn(browser, Person.JANE);

            assertThat(own.application().isSignedIn(browser.address()))
                    .as(browser.text())
                    .isTrue();
            String keycloakToken = own.application().redeem(browser.address()).accessToken();
            Answer stored = own.application().get("/broker/amazon/token", keycloakToken);
            assertThat(stored.status()).as(stored.body()).isEqualTo(200);
            List<ReceivedRequest> tokenRequests = amazon.requests(Endpoint.TOKEN);
            assertThat(tokenRequests)
                    .extracting(request -> request.form("grant_type"))
                    .containsExactly("authorization_code", "refresh_token");
            assertThat(tokenRequests).allSatisfy(request -> {
                assertThat(request.header("Authorization")).isNull();
                assertThat(request.form("client_secret")).isEqualTo(AmazonEmulator.CLIENT_SECRET);
            });
            assertThat(amazon.requests(Endpoint.PROFILE)).hasSize(1);
            assertThat(trapped).isEmpty();
        } finally {
            trap.stop(0);
        }
    }

    @Test
    void clientSecretMayLieInTheVault() throws IOException {
        String key = "amazon-" + UUID.randomUUID().toString().substring(0, 8);
        Files.writeString(Servers.vault().resolve(realm.name() + "_" + key), AmazonEmulator.CLIENT_SECRET);
        realm.withAmazon(Map.of("clientSecret", "${vault." + key + "}"));

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(amazon.requests(Endpoint.TOKEN).get(0).form("client_secret"))
                .isEqualTo(AmazonEmulator.CLIENT_SECRET);
        assertThat(realm.provider().toRepresentation().getConfig())
                .containsEntry("clientSecret", "${vault." + key + "}");
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "true, plain", "false, S256", "false, ''"})
    void pkceIsAlwaysOnWhateverAnOldRealmSays(String enabled, String method) {
        realm.withAmazon(Map.of("pkceEnabled", enabled, "pkceMethod", method));

        realm.signIn(browser, Person.JANE);

        assertSignedIn();
        assertThat(amazon.requests(Endpoint.AUTHORIZE).get(0).query("code_challenge_method"))
                .isEqualTo("S256");
        assertThat(amazon.requests(Endpoint.TOKEN).get(0).form("code_verifier")).matches("[A-Za-z0-9._~-]{43,128}");
    }

    private void assertSignedIn() {
        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }

    // ---- Help

    private static List<String> warningsSince(long mark) {
        return Servers.keycloak()
                .logSince(mark)
                .lines()
                .filter(line -> line.contains("WARN") && line.contains("unknown format"))
                .toList();
    }

    private static String sentence(Response refusal) throws IOException {
        return MAPPER.readTree(refusal.readEntity(String.class))
                .path("errorMessage")
                .asText();
    }

    private static List<Map<String, String>> mappers(String realmName) {
        List<Map<String, String>> mappers = new ArrayList<>();
        for (IdentityProviderMapperRepresentation mapper : realm.server()
                .realm(realmName)
                .identityProviders()
                .get(TestRealm.ALIAS)
                .getMappers()) {
            Map<String, String> copy = new LinkedHashMap<>(mapper.getConfig());
            copy.put("name", mapper.getName());
            copy.put("type", mapper.getIdentityProviderMapper());
            mappers.add(copy);
        }
        return mappers;
    }

    /** Ids are unique on a server, so whoever imports a realm beside the original leaves them out. */
    private static ObjectNode withoutIds(ObjectNode export) {
        export.remove(List.of("id", "internalId", "containerId"));
        export.forEach(SettingsIT::withoutIdsAtAnyDepth);
        return export;
    }

    private static void withoutIdsAtAnyDepth(JsonNode node) {
        if (node instanceof ObjectNode object) {
            withoutIds(object);
        } else if (node instanceof ArrayNode array) {
            array.forEach(SettingsIT::withoutIdsAtAnyDepth);
        }
    }

    private static List<ConfigPropertyRepresentation> providerProperties(ServerInfoRepresentation info) {
        return info.getComponentTypes().get("org.keycloak.broker.social.SocialIdentityProvider").stream()
                .filter(type -> type.getId().equals("amazon"))
                .map(ComponentTypeRepresentation::getProperties)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> consoleKeys() {
        if (realm.admin().identityProviders().findAll().isEmpty()) {
            realm.withAmazon();
        }
        Pattern key = Pattern.compile("amazon\\w+\\.(label|help)");
        return Stream.concat(
                        providerProperties(realm.server().serverInfo().getInfo()).stream(),
                        realm.provider().getMapperTypes().values().stream()
                                .filter(type -> type.getId().startsWith("amazon-"))
                                .flatMap(type -> type.getProperties().stream()))
                .flatMap(property -> Stream.of(property.getLabel(), property.getHelpText()))
                .filter(text -> key.matcher(text).matches())
                .toList();
    }

    private Map<String, String> consoleTexts(String language) throws IOException {
        browser.open(URI.create(Servers.keycloak().url() + "/resources/" + realm.name() + "/admin/" + language));
        Map<String, String> texts = new LinkedHashMap<>();
        MAPPER.readTree(browser.source())
                .forEach(text ->
                        texts.put(text.path("key").asText(), text.path("value").asText()));
        return texts;
    }
}
