package io.github.keycloakamazon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.broker.oidc.OAuth2IdentityProviderConfig;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

/** The settings page says of each setting of Keycloak's what it does with Amazon. */
class KeycloakSettingsTest {
    /** Constants that are conditions of searches, or values. */
    private static final Set<String> NO_SETTINGS =
            Set.of("search", "aliasNotIn", "organizationIdNotNull", "on", "off", "missing");

    @Test
    void everySettingOfThisReleaseIsInTheTable() throws IOException {
        Set<String> settings = Stream.of(
                        constants(IdentityProviderModel.class),
                        constants(OAuth2IdentityProviderConfig.class),
                        fields(IdentityProviderRepresentation.class))
                .flatMap(names -> names)
                .filter(name -> !NO_SETTINGS.contains(name))
                .collect(Collectors.toSet());

        assertThat(settings).hasSizeGreaterThan(30);
        assertThat(documentedSettings()).containsAll(settings);
    }

    /** The first column is the name in the console, the second the key. */
    static Set<String> documentedSettings() throws IOException {
        List<String> keys = Pattern.compile("(?m)^\\| [^|`]*\\| `(\\w+)` \\|")
                .matcher(Files.readString(Path.of("src/site/markdown/settings.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        return new HashSet<>(keys);
    }

    private static Stream<String> constants(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .map(KeycloakSettingsTest::value);
    }

    private static Stream<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName);
    }

    private static String value(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
