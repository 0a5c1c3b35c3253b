package io.github.keycloakamazon.lwa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \t\n",
                "\u00a0",
                "\u2007\u202f\u205f\u3000",
                "\u200b\u2060\ufeff\u00ad",
                "\u200e\u202e\u2066\u2069",
                "\u200c\u200d",
                "\u115f\u1160\u3164\uffa0",
                "\u2800",
                " \ufe0f",
                "\uDB40\uDC20",
            })
    void textOfWhatNobodySeesIsBlank(String text) {
        assertThat(VisibleText.isBlank(text)).isTrue();
        assertThat(VisibleText.strip(text)).isEmpty();
        assertThat(VisibleText.strip(text + "Jane Doe \u00a0\u3164" + text)).isEqualTo("Jane Doe");
    }

    @ParameterizedTest
    @CsvSource({
        "'\u00a0Jane\u00a0Doe\u200b', 'Jane\u00a0Doe'",
        "'\ufeff山田\u3000太郎\u3000',  '山田\u3000太郎'",
        "'علی\u200cرضا ',             'علی\u200cرضا'",
    })
    void onlyTheEndsAreStripped(String text, String stripped) {
        assertThat(VisibleText.isBlank(text)).isFalse();
        assertThat(VisibleText.strip(text)).isEqualTo(stripped);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "മോഹന്\u200d",
                "❤\ufe0f",
                "👩\u200d👩\u200d👧",
                "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F",
                "葛\uDB40\uDD00",
                "\uDBFF\uDFFF",
                "Ada",
            })
    void whatBelongsToTheLastCharacterStays(String text) {
        assertThat(VisibleText.strip(" " + text + "\u00a0")).isEqualTo(text);
        assertThat(VisibleText.strip(text)).isEqualTo(text);
    }

    @Test
    void joinerAfterASpaceJoinsNothing() {
        assertThat(VisibleText.strip("Ada \u200d")).isEqualTo("Ada");
    }
}
