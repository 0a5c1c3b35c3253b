package io.github.keycloakamazon.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RefusedTokensTest {
    private final RefusedTokens refused = new RefusedTokens();

    @Test
    void tokenIsRememberedUntilAnotherIsStored() {
        refused.add("client", token("a", "r"));

        assertThat(refused.contains("client", token("a", "r"))).isTrue();
        assertThat(refused.contains("client", token("b", "s"))).isFalse();
    }

    /** The user signed in again, and Amazon gave the same refresh token with a new access token. */
    @Test
    void sameRefreshTokenAfterANewLoginIsTried() {
        refused.add("client", token("a", "r"));

        assertThat(refused.contains("client", token("b", "r"))).isFalse();
    }

    @Test
    void tokenIsTriedAgainWithACorrectedClientId() {
        refused.add("wrong", token("a", "r"));

        assertThat(refused.contains("client", token("a", "r"))).isFalse();
    }

    @Test
    void oldestIsForgottenWhenThereAreTooMany() {
        for (int i = 0; i <= RefusedTokens.MAX_TOKENS; i++) {
            refused.add("client", token("a", "r" + i));
        }

        assertThat(refused.contains("client", token("a", "r0"))).isFalse();
        assertThat(refused.contains("client", token("a", "r1"))).isTrue();
    }

    private static StoredToken token(String accessToken, String refreshToken) {
        return new StoredToken(accessToken, Optional.of(refreshToken), OptionalLong.of(1));
    }
}
