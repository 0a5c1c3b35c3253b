package io.github.keycloakamazon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.config.ButtonStyle;
import io.github.keycloakamazon.config.NamePolicy;
import io.github.keycloakamazon.mapper.AmazonAdvancedGroupMapper;
import io.github.keycloakamazon.mapper.AmazonAdvancedRoleMapper;
import io.github.keycloakamazon.mapper.AmazonUserAttributeMapper;
import io.github.keycloakamazon.mapper.AmazonUserSessionNoteMapper;
import io.github.keycloakamazon.mapper.AmazonUsernameTemplateMapper;
import io.github.keycloakamazon.runtime.ServerOptions;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.Config;
import org.keycloak.broker.provider.IdentityProviderMapper;
import org.keycloak.broker.social.SocialIdentityProviderFactory;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * The names that realms, exports, scripts and server options out there rely on. They are written out here, not taken from the code: a
 * test that fails here means that somebody's configuration breaks, so the answer is to bring the old name back.
 */
class ContractTest {
    private final AmazonIdentityProviderFactory factory = new AmazonIdentityProviderFactory();

    @Test
    void providerIsFoundUnderItsId() {
        assertThat(ServiceLoader.load(SocialIdentityProviderFactory.class))
                .hasAtLeastOneElementOfType(AmazonIdentityProviderFactory.class);
        assertThat(factory.getId()).isEqualTo("amazon");
        assertThat(factory.getName()).isEqualTo("Amazon");
    }

    @Test
    void settingsKeepTheirKeysAndDefaults() {
        assertThat(factory.getConfigProperties())
                .extracting(ContractTest::nameAndDefault)
                .containsExactly(
                        "region=NA",
                        "optionalScopes=",
                        "namePolicy=last-word-is-last-name",
                        "buttonStyle=gold",
                        "allowedAudiences=",
                        "exchangeClients=",
                        "exchangeNewUsers=false",
                        "checkOnSave=true");
    }

    @Test
    void choicesKeepTheirNames() {
        assertThat(options("region")).containsExactly("NA", "EU", "FE");
        assertThat(options("namePolicy"))
                .containsExactly(
                        "last-word-is-last-name",
                        "first-word-is-last-name",
                        "whole-name-is-first-name",
                        "whole-name-in-both");
        assertThat(options("buttonStyle")).containsExactly("gold", "light", "dark", "official-image");
    }

    @Test
    void settingsAreReadFromTheirKeys() {
        IdentityProviderModel stored = new IdentityProviderModel();
        stored.setConfig(Map.of(
                "clientId", "amzn1.application-oa2-client.own",
                "defaultScope", "profile postal_code",
                "region", "FE",
                "pkceEnabled", "false",
                "pkceMethod", "plain",
                "allowedAudiences", "amzn1.application-oa2-client.ios##amzn1.application-oa2-client.android",
                "optionalScopes", "postal_code",
                "namePolicy", "whole-name-in-both",
                "buttonStyle", "official-image"));

        AmazonIdentityProviderConfig config = new AmazonIdentityProviderConfig(stored);

        assertThat(config.scopes().joined()).isEqualTo("profile postal_code");
        assertThat(config.region()).hasToString("FE");
        assertThat(config.isPkceEnabled()).isTrue();
        assertThat(config.getPkceMethod()).isEqualTo("S256");
        assertThat(config.audiences())
                .containsExactly(
                        "amzn1.application-oa2-client.own",
                        "amzn1.application-oa2-client.ios",
                        "amzn1.application-oa2-client.android");
        assertThat(config.optionalScopes().joined()).isEqualTo("postal_code");
        assertThat(config.namePolicy()).isEqualTo(NamePolicy.WHOLE_NAME_IN_BOTH);
        assertThat(config.buttonStyle()).isEqualTo(ButtonStyle.OFFICIAL_IMAGE);
        assertThat(new AmazonIdentityProviderConfig().scopes().joined()).isEqualTo("profile");
    }

    @Test
    void mappersAreFoundUnderTheirIdsForThisProviderAlone() {
        List<IdentityProviderMapper> own = ServiceLoader.load(IdentityProviderMapper.class).stream()
                .filter(mapper -> mapper.type().getPackageName().startsWith("io.github.keycloakamazon"))
                .map(ServiceLoader.Provider::get)
                .toList();

        assertThat(own)
                .extracting(IdentityProviderMapper::getId)
                .containsExactlyInAnyOrder(
                        "amazon-user-attribute-mapper",
                        "amazon-user-session-note-mapper",
                        "amazon-username-template-mapper",
                        "amazon-advanced-role-mapper",
                        "amazon-advanced-group-mapper",
                        "amazon-username-idp-mapper");
        assertThat(own).allSatisfy(mapper -> {
            assertThat(mapper.getCompatibleProviders()).containsExactly("amazon");
            assertThat(mapper.getDisplayType()).isNotBlank();
            assertThat(mapper.getHelpText()).isNotBlank();
        });
    }

    @Test
    void mappersKeepTheirSettings() {
        assertThat(new AmazonUserAttributeMapper().getConfigProperties())
                .extracting(ContractTest::nameAndDefault)
                .containsExactly("jsonField=postal_code", "userAttribute=");
        assertThat(new AmazonUserSessionNoteMapper().getConfigProperties())
                .extracting(ContractTest::nameAndDefault)
                .containsExactly("jsonField=postal_code", "sessionNote=amazon_postal_code");
        assertThat(new AmazonUsernameTemplateMapper().getConfigProperties())
                .extracting(ContractTest::nameAndDefault)
                .containsExactly("template=${ALIAS}.${CLAIM.user_id}", "target=LOCAL");
        assertThat(new AmazonAdvancedRoleMapper().getConfigProperties())
                .extracting(ProviderConfigProperty::getName)
                .containsExactly("claims", "are.claim.values.regex", "role");
        assertThat(new AmazonAdvancedGroupMapper().getConfigProperties())
                .extracting(ProviderConfigProperty::getName)
                .containsExactly("claims", "are.claim.values.regex", "group");
    }

    @Test
    void serverOptionsKeepTheirNames() {
        TreeSet<String> asked = new TreeSet<>();
        ServerOptions.read((Config.Scope) Proxy.newProxyInstance(
                Config.Scope.class.getClassLoader(),
                new Class<?>[] {Config.Scope.class},
                (proxy, method, arguments) -> {
                    asked.add((String) arguments[0]);
                    return null;
                }));

        assertThat(asked)
                .containsExactly(
                        "api-base-url",
                        "authorization-base-url",
                        "connect-ahead",
                        "connect-timeout-millis",
                        "max-concurrent-calls",
                        "read-timeout-millis",
                        "total-timeout-millis");
    }

    /** The console shows a doubled apostrophe as it stands. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void everyLabelHasItsText(String language) throws IOException {
        Properties texts = new Properties();
        try (Reader file = new InputStreamReader(
                ContractTest.class.getResourceAsStream(
                        "/theme-resources/messages/messages_" + language + ".properties"),
                StandardCharsets.UTF_8)) {
            texts.load(file);
        }
        List<ProviderConfigProperty> properties = new ArrayList<>(factory.getConfigProperties());
        properties.addAll(new AmazonUserAttributeMapper().getConfigProperties());
        properties.addAll(new AmazonUserSessionNoteMapper().getConfigProperties());
        properties.addAll(new AmazonUsernameTemplateMapper().getConfigProperties());

        assertThat(properties.stream().flatMap(property -> Stream.of(property.getLabel(), property.getHelpText())))
                .allSatisfy(key ->
                        assertThat(texts.getProperty(key)).as(key).isNotBlank().doesNotContain("''"));
    }

    private static String nameAndDefault(ProviderConfigProperty property) {
        return property.getName() + "=" + (property.getDefaultValue() == null ? "" : property.getDefaultValue());
    }

    private List<String> options(String setting) {
        return factory.getConfigProperties().stream()
                .filter(property -> property.getName().equals(setting))
                .findFirst()
                .orElseThrow()
                .getOptions();
    }
}
