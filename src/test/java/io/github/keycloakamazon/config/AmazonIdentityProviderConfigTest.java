package io.github.keycloakamazon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.keycloakamazon.lwa.Region;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.ClientModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.RealmModel;

class AmazonIdentityProviderConfigTest {
    private static final String CLIENT_ID = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
    private static final String CLIENT_WITH_A_COMMA = "shop, mobile";

    private final AmazonIdentityProviderConfig config = new AmazonIdentityProviderConfig();

    @BeforeEach
    void fillInTheNecessary() {
        config.setAlias("login-with-amazon");
        config.setEnabled(true);
        set("clientId", CLIENT_ID);
        set("clientSecret", "a-secret");
    }

    @Test
    void defaultsAreWhatMostPeopleNeed() {
        validate();

        assertThat(config.region()).isEqualTo(Region.NA);
        assertThat(config.scopes().joined()).isEqualTo("profile");
        assertThat(config.optionalScopes().values()).isEmpty();
        assertThat(config.namePolicy()).isEqualTo(NamePolicy.LAST_WORD_IS_LAST_NAME);
        assertThat(config.isPkceEnabled()).isTrue();
        assertThat(config.getPkceMethod()).isEqualTo("S256");
        assertThat(config.audiences()).containsExactly(CLIENT_ID);
    }

    @Test
    void amazonIsAskedWhenAnEnabledProviderIsSavedThatWantsIt() {
        AtomicInteger asked = new AtomicInteger();
        AmazonIdentityProviderConfig saved = copyWith(any -> asked.incrementAndGet());
        saved.validate(realm());
        saved.getConfig().put("checkOnSave", "false");
        saved.validate(realm());
        saved.getConfig().put("checkOnSave", "true");
        saved.setEnabled(false);
        saved.validate(realm());
        assertThat(asked).hasValue(0);

        saved.setEnabled(true);
        saved.validate(realm());

        assertThat(asked).hasValue(1);
    }

    @Test
    void amazonsRefusalNamesTheProviderAsOtherMistakesDo() {
        AmazonIdentityProviderConfig saved = copyWith(any -> {
            throw new IllegalArgumentException("Amazon refuses it.");
        });
        saved.getConfig().put("checkOnSave", "true");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> saved.validate(realm()))
                .withMessageEndingWith(": Amazon refuses it.")
                .withMessageContaining("\"login-with-amazon\"");
        saved.getConfig().put("region", "US");
        assertThatIllegalArgumentException()
                .as("a known mistake, for which nobody asks Amazon")
                .isThrownBy(() -> saved.validate(realm()))
                .withMessageContaining("Unknown region");
    }

    private AmazonIdentityProviderConfig copyWith(SaveCheck check) {
        AmazonIdentityProviderConfig copy = new AmazonIdentityProviderConfig(check);
        copy.setAlias(config.getAlias());
        copy.setEnabled(true);
        copy.getConfig().putAll(config.getConfig());
        return copy;
    }

    @Test
    void ownClientIdAlwaysCountsAmongTheAudiences() {
        set("allowedAudiences", "amzn1.application-oa2-client.ios## ## amzn1.application-oa2-client.android ##");

        validate();

        assertThat(config.audiences())
                .containsExactly(CLIENT_ID, "amzn1.application-oa2-client.ios", "amzn1.application-oa2-client.android");
    }

    @Test
    void clientsThatMayExchangeAreRefusedWhereKeycloakHasNoSwitchForThem() {
        set("exchangeClients", "app");

        validate();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SavedSettings.checkExchange(config, false))
                .withMessageContaining("needs Keycloak 26.2 or later");
        set("exchangeClients", " ## ");
        assertThatCode(() -> SavedSettings.checkExchange(config, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "plain", ""})
    void pkceIsAlwaysOn(String oldSetting) {
        set("pkceEnabled", oldSetting);
        set("pkceMethod", oldSetting);

        assertThat(config.isPkceEnabled()).isTrue();
        assertThat(config.getPkceMethod()).isEqualTo("S256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "profile",
                "profile:user_id",
                "profile postal_code",
                "  profile   postal_code ",
                "alexa:all",
                "advertising::campaign_management"
            })
    void scopesThatAmazonMayAllowAreSaved(String scopes) {
        set("defaultScope", scopes);

        validate();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "defaultScope     | profile,postal_code             | Separate the scopes by spaces",
                "defaultScope     | openid profile                  | Amazon does not know the scope \"openid\"",
                "defaultScope     | profile email                   | Amazon does not know the scope \"email\"",
                "defaultScope     | profile OpenID                  | Amazon does not know the scope \"OpenID\"",
                "defaultScope     | profile&prompt=none             | one of these does not: \"profile&prompt=none\"",
                "optionalScopes   | postal_code                     | is not in the scopes (profile)",
                "region           | US                              | Unknown region \"US\". Use NA",
                "namePolicy       | first                           | Unknown name policy \"first\". Use one of last-word-is-last-name",
                "buttonStyle      | purple                          | Unknown button style \"purple\". Use one of gold",
                "disableUserInfo  | true                            | Disable user info must be off",
                "syncMode         | force                           | Unknown sync mode \"force\". Use one of LEGACY, IMPORT, FORCE.",
                "syncMode         | INHERIT                         | Unknown sync mode \"INHERIT\"",
                "showInAccountConsole | never                       | Use one of ALWAYS, WHEN_LINKED, NEVER.",
                "clientId         | https://www.amazon.com/ap/oa    | The client ID is a URL.",
                "clientId         | amzn1.application.0123          | The client ID is the ID of a security profile.",
                "allowedAudiences | amzn1.application.0123          | The allowed audience is the ID of a security profile.",
            })
    void mistakesAreNamedWithTheirCure(String setting, String value, String sentence) {
        set(setting, value);

        assertThatIllegalArgumentException()
                .isThrownBy(this::validate)
                .withMessageContaining(sentence)
                .withMessageStartingWith("Identity provider \"login-with-amazon\" of realm \"demo\": ");
    }

    @ParameterizedTest
    @CsvSource({
        "clientId,     'amzn1.application-oa2-client.0123 ', has a space or a line break",
        "clientId,     ' amzn1.application-oa2-client.0123', has a space or a line break",
        "clientId,     '',                                   The client ID is missing.",
        "clientSecret, 'abc ',                               has a space or a line break",
        "clientSecret, '  ',                                 The client secret is missing.",
    })
    void whatWasPastedBadlyIsNotSaved(String setting, String value, String sentence) {
        set(setting, value);

        assertThatIllegalArgumentException().isThrownBy(this::validate).withMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "clientId,         my-client",
        "clientId,         CONFIGURE_ME",
        "clientId,         '${env.AMAZON_CLIENT_ID:not set}'",
        "clientSecret,     '${env.AMAZON_CLIENT_SECRET:not set}'",
        "allowedAudiences, '${env.IOS}##my-app'",
        "defaultScope,     '${env.SCOPES:profile,postal_code}'",
        "optionalScopes,   '${env.OPTIONAL}'",
        "region,           '${env.AMAZON_REGION:NA}'",
        "namePolicy,       '${NAMES}'",
        "buttonStyle,      '${STYLE}'",
        "clientId,         '${env.AMAZON_CLIENT_ID:https://console.example}'",
        "exchangeClients,  'app,other'",
        "exchangeClients,  'app other'",
        "exchangeClients,  'app##${env.OTHER}'",
    })
    void valuesOfAnUnknownFormAreAWarning(String setting, String value) {
        set(setting, value);

        assertThatCode(this::validate).doesNotThrowAnyException();
        assertThat(unknownForms()).containsExactly(setting);
    }

    @Test
    void placeholdersStandForTheDefaults() {
        for (String key : List.of("defaultScope", "optionalScopes", "region", "namePolicy", "buttonStyle")) {
            set(key, "${UNSET}");
        }

        assertThat(config.scopes().joined()).isEqualTo("profile");
        assertThat(config.optionalScopes().values()).isEmpty();
        assertThat(config.region()).isEqualTo(Region.NA);
        assertThat(config.namePolicy()).isEqualTo(NamePolicy.LAST_WORD_IS_LAST_NAME);
        assertThat(config.buttonStyle()).isEqualTo(ButtonStyle.GOLD);
    }

    /** A realm file takes any setting from an environment variable, and a variable that is not set must not keep a server from starting. */
    @Test
    void placeholderIsSavedWithAWarningInEverySetting() throws IOException {
        List<String> keys = KeycloakSettingsTest.documentedSettings().stream()
                .filter(key -> !List.of("filteredByClaim", "config").contains(key))
                .toList();
        assertThat(keys).hasSizeGreaterThan(50);
        for (String filter : List.of("true", "false", "${env.FILTER:true}")) {
            for (String key : keys) {
                config.getConfig().clear();
                fillInTheNecessary();
                config.getConfig()
                        .putAll(Map.of(
                                "filteredByClaim", filter,
                                "claimFilterName", "email",
                                "claimFilterValue", ".*",
                                "optionalScopes", "profile"));
                set(key, "${env.VALUE:a, b}");
                assertThatCode(this::validate).as(key).doesNotThrowAnyException();
            }
        }

        keys.forEach(key -> set(key, "${env.VALUE:a, b}"));
        set("filteredByClaim", "${env.FILTER:true}");

        assertThat(unknownForms())
                .containsExactlyInAnyOrder(
                        "clientId",
                        "clientSecret",
                        "defaultScope",
                        "optionalScopes",
                        "region",
                        "namePolicy",
                        "buttonStyle",
                        "allowedAudiences",
                        "exchangeClients",
                        "exchangeNewUsers",
                        "checkOnSave",
                        "filteredByClaim",
                        "claimFilterName",
                        "claimFilterValue",
                        "syncMode",
                        "showInAccountConsole",
                        "storeTokenInSession",
                        "acceptsPromptNoneForwardFromClient",
                        "disableUserInfo",
                        "doNotStoreUsers",
                        "caseSensitiveOriginalUsername",
                        "requiresShortStateParameter");
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @Test
    void scopesOfAPlaceholderMayIncludeTheOptionalOnes() {
        set("defaultScope", "${env.AMAZON_SCOPES}");
        set("optionalScopes", "postal_code");

        validate();

        assertThat(unknownForms()).containsExactly("defaultScope");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exchangeNewUsers",
                "checkOnSave",
                "filteredByClaim",
                "doNotStoreUsers",
                "caseSensitiveOriginalUsername",
                "requiresShortStateParameter",
                "acceptsPromptNoneForwardFromClient",
                "storeTokenInSession",
                "disableUserInfo"
            })
    void switchIsTrueOrFalse(String key) {
        for (String word : List.of("yes", "1", "on", " true", "wahr")) {
            set(key, word);
            assertThatIllegalArgumentException()
                    .isThrownBy(this::validate)
                    .withMessageContaining("The switch \"" + key + "\" cannot be \"" + word + "\". Use true or false.")
                    .withMessageContaining("\"login-with-amazon\"");
        }
        for (String word : List.of("false", "FALSE", "", " ")) {
            set(key, word);
            validate();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkceEnabled", "loginHint", "uiLocales", "jwtX509HeadersEnabled", "isAccessTokenJWT"})
    void switchWithoutEffectMayHaveAnyWord(String key) {
        set(key, "yes");

        validate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", " true", "${env.ON:true}"})
    void switchThatCannotBeReadIsOnOnlyIfItRestricts(String stored) {
        for (String key : List.of("exchangeNewUsers", "checkOnSave", "filteredByClaim")) {
            set(key, stored);
        }

        assertThat(config.exchangesNewUsers()).isFalse();
        assertThat(config.checksOnSave()).isFalse();
        assertThat(config.isFilteredByClaims()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "FORCE, FORCE",
        "IMPORT, IMPORT",
        "LEGACY, LEGACY",
        "'', LEGACY",
        "force, LEGACY",
        "'${env.MODE}', LEGACY"
    })
    void syncModeThatCannotBeReadIsKeycloaksDefault(String stored, IdentityProviderSyncMode expected) {
        set("syncMode", stored);

        assertThat(config.getSyncMode()).isEqualTo(expected);
        config.getConfig().remove("syncMode");
        assertThat(config.getSyncMode()).isEqualTo(IdentityProviderSyncMode.LEGACY);
    }

    /** Keycloak reads both without asking this provider: in the first login of a user who has an account, and in the account console. */
    @Test
    void whatKeycloakItselfCannotReadIsNotSaved() {
        for (String unreadable : List.of("", " ", "${env.UNSET}")) {
            set("syncMode", unreadable);
            set("showInAccountConsole", unreadable);

            validate();

            assertThat(config.getConfig()).doesNotContainKeys("syncMode", "showInAccountConsole");
        }
        set("syncMode", "FORCE");
        set("showInAccountConsole", "WHEN_LINKED");

        validate();

        assertThat(config.getConfig())
                .containsEntry("syncMode", "FORCE")
                .containsEntry("showInAccountConsole", "WHEN_LINKED");
    }

    @Test
    void clientIdsWithABlankOrACommaAreNoWarningIfTheClientExists() {
        set("exchangeClients", CLIENT_WITH_A_COMMA + "##app");

        assertThat(unknownForms()).isEmpty();
    }

    @Test
    void placeholderNamesNoClient() {
        set("exchangeClients", "app##${env.OTHER}");

        assertThat(config.exchangeClients()).containsExactly("app");
        set("exchangeClients", "${env.CLIENTS:app}");
        assertThatCode(() -> SavedSettings.checkExchange(config, false)).doesNotThrowAnyException();
    }

    @Test
    void disabledProviderMayBeIncomplete() {
        config.setEnabled(false);
        config.getConfig().clear();

        validate();

        assertThat(unknownForms()).containsExactly("clientId", "clientSecret");
    }

    @ParameterizedTest
    @CsvSource({
        "email, '(',    The essential claim value is not a regular expression",
        "email, '',     The essential claim needs the name of a claim",
        "'',    '.*',   The essential claim needs the name of a claim",
        "scope, '.*',   The essential claim cannot be scope",
        "' scope ', '.*', The essential claim cannot be scope",
    })
    void essentialClaimThatNobodyCouldHaveIsRefused(String name, String value, String sentence) {
        set("filteredByClaim", "true");
        set("claimFilterName", name);
        set("claimFilterValue", value);

        assertThatIllegalArgumentException().isThrownBy(this::validate).withMessageContaining(sentence);
        set("filteredByClaim", "false");
        validate();
    }

    @Test
    void secretFromTheVaultAndMaskedSecretAreSaved() {
        set("clientSecret", "${vault.amazon}");
        assertThatCode(this::validate).doesNotThrowAnyException();

        set("clientSecret", "**********");
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @Test
    void maskedSecretIsAWarningUnlessKeycloakPutsTheStoredOneInItsPlace() {
        set("clientSecret", "**********");

        assertThat(UnknownForms.in(config, realm(), false)).containsExactly("clientSecret");
        assertThat(UnknownForms.in(config, realm(), true)).isEmpty();
    }

    @Test
    void unknownKeysAndUrlsAreKept() {
        set("tokenUrl", "https://evil.example/token");
        set("somethingOfTomorrow", "x");

        validate();

        assertThat(config.getConfig())
                .containsEntry("tokenUrl", "https://evil.example/token")
                .containsEntry("somethingOfTomorrow", "x");
    }

    private void set(String key, String value) {
        config.getConfig().put(key, value);
    }

    private void validate() {
        config.validate(realm());
    }

    private List<String> unknownForms() {
        return UnknownForms.in(config, realm(), false);
    }

    private static RealmModel realm() {
        return (RealmModel) Proxy.newProxyInstance(
                RealmModel.class.getClassLoader(), new Class<?>[] {RealmModel.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "getName" -> "demo";
                        case "getClientByClientId" -> CLIENT_WITH_A_COMMA.equals(arguments[0]) ? client() : null;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private static ClientModel client() {
        return (ClientModel) Proxy.newProxyInstance(
                ClientModel.class.getClassLoader(), new Class<?>[] {ClientModel.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
