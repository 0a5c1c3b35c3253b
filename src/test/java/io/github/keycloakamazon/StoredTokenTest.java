package io.github.keycloakamazon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.lwa.TokenResponse;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTokenTest {
    private static final TokenResponse ANSWER =
            new TokenResponse("Atza|1", Optional.of("Atzr|1"), OptionalLong.of(3600));

    @Test
    void whatIsStoredIsReadBack() {
        StoredToken stored = StoredToken.of(ANSWER);

        assertThat(StoredToken.parse(stored.toJson())).contains(stored);
        assertThat(stored.isFresh()).isTrue();
        assertThat(stored.secondsLeft()).isBetween(3590L, 3600L);
    }

    @Test
    void tokenAboutToRunOutIsNotFresh() {
        assertThat(StoredToken.of(new TokenResponse("Atza|1", Optional.empty(), OptionalLong.of(59)))
                        .isFresh())
                .isFalse();
    }

    @Test
    void tokenWithoutAKnownEndIsRenewedIfItCanBe() {
        assertThat(StoredToken.parse("{\"access_token\":\"a\",\"refresh_token\":\"r\"}")
                        .orElseThrow()
                        .isFresh())
                .isFalse();
        assertThat(StoredToken.parse("{\"access_token\":\"a\"}").orElseThrow().isFresh())
                .isTrue();
    }

    @Test
    void oldRefreshTokenIsKeptUnlessANewOneComes() {
        StoredToken stored = StoredToken.of(ANSWER);

        assertThat(stored.renewed(new TokenResponse("Atza|2", Optional.empty(), OptionalLong.of(60)))
                        .refreshToken())
                .contains("Atzr|1");
        assertThat(stored.renewed(new TokenResponse("Atza|2", Optional.of("Atzr|2"), OptionalLong.of(60)))
                        .refreshToken())
                .contains("Atzr|2");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "null", "[]", "{}", "access_token=a", "{\"access_token\":\"\"}", "{"})
    void whatIsNoTokenIsNotRead(String json) {
        assertThat(StoredToken.parse(json)).isEmpty();
    }

    @Test
    void textFormTellsNoToken() {
        assertThat(StoredToken.of(ANSWER).toString()).doesNotContain("Atza", "Atzr");
        assertThat(ANSWER.toString()).doesNotContain("Atza", "Atzr");
    }
}
