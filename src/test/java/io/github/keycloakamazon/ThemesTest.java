package io.github.keycloakamazon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.config.ButtonStyle;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The login themes as they lie in the JAR. What they look like is tested in a browser. */
class ThemesTest {
    @ParameterizedTest
    @CsvSource({"amazon, keycloak.v2, css/styles.css", "amazon-classic, keycloak, css/login.css"})
    void themesAddStylesToTheirParentAndCopyNothingOfIt(String theme, String parent, String parentsStyles)
            throws IOException {
        Properties properties = properties("/theme/" + theme + "/login/theme.properties");

        assertThat(properties)
                .containsEntry("parent", parent)
                .containsEntry("styles", parentsStyles + " css/amazon-button.css")
                .containsEntry("amazonButton", "true");
        assertThat(text("/META-INF/keycloak-themes.json")).contains("\"" + theme + "\"");
        try (Stream<Path> files = Files.walk(Path.of("themes", theme))) {
            assertThat(files.filter(Files::isRegularFile))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("theme.properties");
        }
    }

    @Test
    void linesToAddToOnesOwnThemeAreThoseOfTheTestedTheme() throws IOException {
        Matcher lines = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("src/site/markdown/your-own-theme.md")));
        assertThat(lines.find()).isTrue();
        Properties documented = new Properties();
        documented.load(new StringReader(lines.group(1)));

        assertThat(properties("/theme/amazon/login/theme.properties")).containsAllEntriesOf(documented);
        assertThat(documented).hasSize(3);
    }

    @Test
    void everyLanguageHasOneTextOnTheButton() throws IOException {
        List<MatchResult> texts = Pattern.compile("(:root[^{]*)\\{\\s*--amazon-text: \"([^\"]*)\";")
                .matcher(text("/theme-resources/resources/css/amazon-button.css"))
                .results()
                .toList();
        List<String> languages = texts.stream()
                .flatMap(text -> Pattern.compile("lang\\((.*?)\\)")
                        .matcher(text.group(1))
                        .results())
                .map(language -> language.group(1))
                .toList();

        assertThat(texts)
                .extracting(text -> text.group(2))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.contains("Amazon"));
        assertThat(languages)
                .doesNotHaveDuplicates()
                .contains("de", "fr", "es", "it", "ja", "pt", "zh", "zh-TW", "zh-Hant");
        assertThat(languages.indexOf("zh-Hant")).as("the later rule counts").isGreaterThan(languages.indexOf("zh"));
        assertThat(languages.indexOf("pt-BR")).isGreaterThan(languages.indexOf("pt"));
    }

    @ParameterizedTest
    @EnumSource(ButtonStyle.class)
    void everyStyleHasRulesOrIsTheDefault(ButtonStyle style) throws IOException {
        if (style != ButtonStyle.GOLD) {
            assertThat(text("/theme-resources/resources/css/amazon-button.css"))
                    .contains("a:has(> .amazon-button-" + style.setting() + ")");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "es", "it", "ja", "pt", "zh", "zh_TW"})
    void everyLanguageHasEveryMessageOfAFailedLogin(String language) throws IOException {
        List<String> keys =
                properties("/theme-resources/messages/messages_en.properties").stringPropertyNames().stream()
                        .filter(key -> key.startsWith("amazonLogin"))
                        .toList();
        Properties translated = properties("/theme-resources/messages/messages_" + language + ".properties");

        assertThat(keys)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(translated.getProperty(key))
                        .as(key)
                        .contains("Amazon")
                        // A single apostrophe is MessageFormat's quote and would vanish.
                        .doesNotMatch("(?s).*[^']'[^'].*"));
    }

    private static Properties properties(String resource) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = ThemesTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            properties.load(new InputStreamReader(in, UTF_8));
        }
        return properties;
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = ThemesTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
