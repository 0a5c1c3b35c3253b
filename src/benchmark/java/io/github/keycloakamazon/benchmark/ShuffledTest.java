package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffledTest {
    private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");

    @Test
    void twoTakeTurns() {
        assertThat(IntStream.range(0, 6)
                        .filter(round ->
                                Shuffled.of(List.of(1, 2), round).get(0).equals(1)))
                .hasSize(3);
    }

    @Test
    void roundsDifferAndLeaveNobodyOut() {
        List<List<String>> rounds = IntStream.range(0, 12)
                .mapToObj(round -> Shuffled.of(FIVE, round))
                .toList();

        assertThat(rounds).allSatisfy(round -> assertThat(round).containsExactlyInAnyOrderElementsOf(FIVE));
        assertThat(rounds.stream().distinct()).hasSizeGreaterThan(8);
    }

    @Test
    void aRoundIsTheSameWhenItIsRepeated() {
        assertThat(Shuffled.of(FIVE, 3)).isEqualTo(Shuffled.of(FIVE, 3));
    }
}
