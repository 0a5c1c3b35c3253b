package io.github.keycloakamazon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.ThemeManager;
import org.keycloak.theme.Theme;
import org.keycloak.utils.KeycloakSessionUtil;

/** Which CSS classes the button gets, and in which themes. A class that a theme does not know costs the button its text in some. */
class ButtonClassesTest {
    private final AmazonIdentityProviderConfig config = new AmazonIdentityProviderConfig();

    @AfterEach
    void endRequest() {
        KeycloakSessionUtil.setKeycloakSession(null);
    }

    @ParameterizedTest
    @CsvSource({
        ",               amazon-button amazon-button-gold amazon-button-text",
        "gold,           amazon-button amazon-button-gold amazon-button-text",
        "dark,           amazon-button amazon-button-dark amazon-button-text",
        "official-image, amazon-button amazon-button-official-image amazon-button-text",
        "imported-badly, amazon-button amazon-button-gold amazon-button-text",
    })
    void themeThatKnowsTheMarksGetsThoseOfTheStyle(@Nullable String style, String classes) {
        config.getConfig().put("buttonStyle", style);
        requestInTheme(Map.of("amazonButton", "true"));

        assertThat(config.getDisplayIconClasses()).isEqualTo(classes);
    }

    @Test
    void buttonThatAnAdministratorNamedKeepsThatName() {
        config.setDisplayName("Our Amazon");
        requestInTheme(Map.of("amazonButton", "true"));

        assertThat(config.getDisplayIconClasses()).isEqualTo("amazon-button amazon-button-gold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void blankNameIsNone(String name) {
        config.setDisplayName(name);
        requestInTheme(Map.of("amazonButton", "true"));

        assertThat(config.getDisplayIconClasses()).endsWith(" amazon-button-text");
    }

    @Test
    void themeThatDoesNotKnowTheMarksGetsNone() {
        requestInTheme(Map.of());
        assertThat(config.getDisplayIconClasses()).isNull();

        requestInTheme(Map.of("amazonButton", "false"));
        assertThat(config.getDisplayIconClasses()).isNull();
    }

    @Test
    void nothingFailsWhereNoPageIsMade() {
        assertThat(config.getDisplayIconClasses()).isNull();

        request(null, Map.of("amazonButton", "true"));
        assertThat(config.getDisplayIconClasses()).isNull();
    }

    private static void requestInTheme(Map<String, String> properties) {
        request(answering(RealmModel.class, Map.of()), properties);
    }

    private static void request(@Nullable RealmModel realm, Map<String, String> properties) {
        Properties ofTheme = new Properties();
        ofTheme.putAll(properties);
        Theme theme = answering(Theme.class, Map.of("getProperties", ofTheme));
        KeycloakContext context =
                answering(KeycloakContext.class, realm == null ? Map.of() : Map.of("getRealm", realm));
        KeycloakSessionUtil.setKeycloakSession(answering(
                KeycloakSession.class,
                Map.of("getContext", context, "theme", answering(ThemeManager.class, Map.of("getTheme", theme)))));
    }

    /** A stand-in that answers these of its methods, and the others with nothing. */
    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }
}
