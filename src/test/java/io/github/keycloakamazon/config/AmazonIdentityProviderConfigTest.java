package io.github.keycloakamazon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.keycloakamazon.lwa.Region;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.RealmModel;

class AmazonIdentityProviderConfigTest {
    private static final String CLIENT_ID = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";

    private final AmazonIdentityProviderConfig config = new AmazonIdentityProviderConfig();

    @BeforeEach
    void fillInTheNecessary() {
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
    void ownClientIdAlwaysCountsAmongTheAudiences() {
        set("allowedAudiences", "amzn1.application-oa2-client.ios## ## amzn1.application-oa2-client.android ##");

        validate();

        assertThat(config.audiences())
                .containsExactly(CLIENT_ID, "amzn1.application-oa2-client.ios", "amzn1.application-oa2-client.android");
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
                "optionalScopes   | postal_code                     | is not among the scopes asked for (profile)",
                "region           | US                              | Unknown region \"US\". Use NA",
                "namePolicy       | first                           | Unknown name policy \"first\". Use one of last-word-is-last-name",
                "buttonStyle      | purple                          | Unknown button style \"purple\". Use one of gold",
                "clientId         | https://www.amazon.com/ap/oa    | The client ID is a URL.",
                "clientId         | amzn1.application.0123          | The client ID is the ID of a security profile.",
                "clientId         | my-client                       | The client ID is not one of Amazon's.",
                "allowedAudiences | amzn1.application.0123          | The allowed audience is the ID of a security profile.",
            })
    void mistakesAreNamedWithTheirCure(String setting, String value, String sentence) {
        set(setting, value);

        assertThatIllegalArgumentException().isThrownBy(this::validate).withMessageContaining(sentence);
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

    @Test
    void secretFromTheVaultAndMaskedSecretAreSaved() {
        set("clientSecret", "${vault.amazon}");
        assertThatCode(this::validate).doesNotThrowAnyException();

        set("clientSecret", "**********");
        assertThatCode(this::validate).doesNotThrowAnyException();
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

    /** The realm plays no part, so any will do. */
    private void validate() {
        config.validate((RealmModel) Proxy.newProxyInstance(
                RealmModel.class.getClassLoader(), new Class<?>[] {RealmModel.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }
}
