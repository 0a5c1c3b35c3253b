package io.github.keycloakamazon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages of a failed login, in every language of Keycloak's login page. */
class MessagesTest {
    private static final String MESSAGES = "/theme-resources/messages/messages_";

    /** The locales of Keycloak's login theme, of 26.0 and 26.7 together, as the theme names them. */
    private static final String LOCALES =
            "ar,az,ca,cs,da,de,el,en,es,eu,fa,fi,fr,hr,hu,hy,id,it,ja,ka,kk,ko,ky,lt,lv,nl,no,pl,pt,pt-BR,ro,ru,sk,sl,"
                    + "sv,th,tr,uk,vi,zh-CN,zh-TW,zh-Hans,zh-Hant";

    static List<String> locales() {
        return List.of(LOCALES.split(","));
    }

    @ParameterizedTest
    @MethodSource("locales")
    void languageHasEveryMessage(String tag) throws IOException {
        Properties english = bundle(Locale.ENGLISH);
        Properties translated = nearestBundle(Locale.forLanguageTag(tag));

        assertThat(loginKeys(translated)).isEqualTo(loginKeys(english)).isNotEmpty();
        for (String key : loginKeys(english)) {
            String text = translated.getProperty(key);
            assertThat(text)
                    .as(key)
                    .contains("Amazon")
                    .isEqualTo(text.strip())
                    // No message is given a value, so a placeholder would be shown as it is.
                    .doesNotContain("{")
                    // MessageFormat takes a single apostrophe for a quote, and the text after it would change.
                    .doesNotMatch("(?s).*[^']'[^'].*");
            assertThat(new MessageFormat(text).format(new Object[0])).as(key).isEqualTo(text.replace("''", "'"));
        }
    }

    /** Otherwise a language would be English on every page, and nobody here would notice. */
    @ParameterizedTest
    @MethodSource("locales")
    void languageIsNotEnglish(String tag) throws IOException {
        if (tag.equals("en")) {
            return;
        }
        Properties english = bundle(Locale.ENGLISH);
        Properties translated = nearestBundle(Locale.forLanguageTag(tag));

        for (String key : loginKeys(english)) {
            assertThat(translated.getProperty(key)).as(key).isNotEqualTo(english.getProperty(key));
        }
    }

    /** Keycloak asks for a bundle by the text form of a Java locale, which is {@code zh__#Hant} for a script. */
    @ParameterizedTest
    @CsvSource({"zh-Hant,zh__#Hant", "zh-TW,zh_TW", "zh-CN,zh", "zh-Hans,zh__#Hans", "pt-BR,pt_BR", "pt,pt"})
    void regionAndScriptFindTheirBundle(String tag, String bundle) throws IOException {
        Locale locale = Locale.forLanguageTag(tag);
        List<String> candidates = candidates(locale);

        assertThat(candidates.stream()
                        .filter(name -> MessagesTest.class.getResource(MESSAGES + name + ".properties") != null)
                        .findFirst())
                .contains(bundle);
    }

    /** A file under another name would never be read. */
    @ParameterizedTest
    @MethodSource("files")
    void fileBelongsToALocaleOfKeycloaks(String name) {
        Set<String> read = locales().stream()
                .flatMap(tag -> candidates(Locale.forLanguageTag(tag)).stream())
                .collect(Collectors.toSet());

        assertThat(read).contains(name);
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/theme-resources/messages"))) {
            return files.map(file -> file.getFileName().toString().replaceAll("messages_(.*)\\.properties", "$1"))
                    .toList();
        }
    }

    /** Keycloak looks for the locale itself, then for it without its country; a script it does not leave out. */
    private static List<String> candidates(Locale locale) {
        List<String> names = new ArrayList<>(List.of(locale.toString()));
        if (!locale.getCountry().isEmpty()) {
            names.add(locale.getLanguage());
        }
        return names;
    }

    private static Properties nearestBundle(Locale locale) throws IOException {
        for (String name : candidates(locale)) {
            if (MessagesTest.class.getResource(MESSAGES + name + ".properties") != null) {
                return read(name);
            }
        }
        throw new AssertionError("No messages for " + locale.toLanguageTag());
    }

    private static Properties bundle(Locale locale) throws IOException {
        return read(locale.toString());
    }

    private static Properties read(String name) throws IOException {
        Properties messages = new Properties();
        try (InputStream in = MessagesTest.class.getResourceAsStream(MESSAGES + name + ".properties")) {
            messages.load(new InputStreamReader(in, UTF_8));
        }
        return messages;
    }

    private static Set<String> loginKeys(Properties messages) {
        return messages.stringPropertyNames().stream()
                .filter(key -> key.startsWith("amazonLogin"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
