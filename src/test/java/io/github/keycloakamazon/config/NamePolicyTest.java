package io.github.keycloakamazon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.config.NamePolicy.FullName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePolicyTest {
    @ParameterizedTest
    @CsvSource({
        "Ada Lovelace,            Ada,              Lovelace",
        "Madonna,                 Madonna,          ''",
        "María José García López, María José García, López",
        "Ada   Lovelace,          Ada,              Lovelace",
        "山田\u3000太郎,            山田,              太郎",
        "山田太郎,                  山田太郎,           ''",
        "عبد الله محمد,             عبد الله,           محمد",
        "Ada 😀,                   Ada,              😀",
        "Ada\u00a0Lovelace,       Ada,              Lovelace",
        "Ada \u200b Lovelace,      Ada,              Lovelace",
        "علی\u200cرضا رضایی,         علی\u200cرضا,         رضایی",
        "<b>Ada</b> O'Neill,      <b>Ada</b>,       O'Neill",
    })
    void lastWordIsLastName(String name, String firstName, String lastName) {
        assertThat(NamePolicy.LAST_WORD_IS_LAST_NAME.apply(name)).isEqualTo(new FullName(firstName, lastName));
    }

    @ParameterizedTest
    @CsvSource({"山田 太郎, 太郎, 山田", "Kovács  János Pál, János Pál, Kovács", "Madonna, Madonna, ''"})
    void firstWordIsLastName(String name, String firstName, String lastName) {
        assertThat(NamePolicy.FIRST_WORD_IS_LAST_NAME.apply(name)).isEqualTo(new FullName(firstName, lastName));
    }

    @ParameterizedTest
    @CsvSource({"Ada Lovelace", "Madonna", "Ada  Lovelace"})
    void wholeNameStaysAsItIs(String name) {
        assertThat(NamePolicy.WHOLE_NAME_IS_FIRST_NAME.apply(name)).isEqualTo(new FullName(name, ""));
        assertThat(NamePolicy.WHOLE_NAME_IN_BOTH.apply(name)).isEqualTo(new FullName(name, name));
    }
}
