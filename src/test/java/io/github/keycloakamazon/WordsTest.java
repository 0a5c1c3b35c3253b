package io.github.keycloakamazon;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages and messages use the words of Keycloak's guides. */
class WordsTest {
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final List<Path> OTHERS = List.of(
            Path.of("README.md"),
            Path.of("CHANGELOG.md"),
            Path.of(".github/CONTRIBUTING.md"),
            Path.of(".github/SECURITY.md"),
            Path.of("src/main/resources/theme-resources/messages/messages_en.properties"));

    private static final List<Word> WORDS = List.of(
            new Word("people|persons?", "user"),
            new Word("everybody|everyone", "all users"),
            new Word("anybody|somebody", "anyone, someone"),
            new Word("user names?", "username"),
            new Word("set-ups?", "setup"),
            new Word("to the letter", "exactly"),
            new Word("runs? out", "expires"),
            new Word("of no use", "cannot be used"),
            new Word("members? of the profile|profile members?", "field"),
            new Word("save for", "except"),
            new Word("mends?", "correct"),
            new Word("dearer", "more expensive"),
            new Word("client ids?", "client ID", 0));

    /** What is inside a code block or a code span is quoted, not written. */
    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`]*`");

    @Test
    void pagesAndMessagesUseTheWordsOfKeycloaksGuides() throws IOException {
        for (Path text : texts()) {
            assertThat(found(Files.readString(text))).as("words in %s", text).isEmpty();
        }
    }

    @Test
    void wordIsFoundInAnySpellingAndAcrossLines() {
        assertThat(found("People compare it to\nthe letter."))
                .containsExactly("people → user", "to the letter → exactly");
    }

    @Test
    void wordsInCodeAndInOtherWordsAreLeftAlone() {
        assertThat(found("`people` and personal data\n```json\n{\"people\": []}\n```\nClient ID"))
                .isEmpty();
    }

    private static List<Path> texts() throws IOException {
        List<Path> texts = new ArrayList<>(OTHERS);
        try (Stream<Path> files = Files.walk(PAGES)) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(texts::add);
        }
        return texts;
    }

    private static List<String> found(String text) {
        String prose = CODE.matcher(text).replaceAll("");
        return WORDS.stream().flatMap(word -> word.in(prose)).distinct().toList();
    }

    /**
     * A word that is not used.
     *
     * @param pattern the word, and what else is replaced in the same way
     * @param instead the word to use
     */
    private record Word(Pattern pattern, String instead) {
        Word(String words, String instead) {
            this(words, instead, CASE_INSENSITIVE);
        }

        Word(String words, String instead, int flags) {
            this(Pattern.compile("\\b(?:" + words.replace(" ", "\\s+") + ")\\b", flags), instead);
        }

        Stream<String> in(String prose) {
            return pattern.matcher(prose)
                    .results()
                    .map(match -> match.group().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ") + " → " + instead);
        }
    }
}
