package io.github.keycloakamazon.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.lwa.TokenResponse;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider.OAuthResponse;
import org.keycloak.util.JsonSerialization;

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
    void tokenAboutToRunOutIsRenewedIfItCanBe() {
        assertThat(StoredToken.of(new TokenResponse("Atza|1", Optional.of("Atzr|1"), OptionalLong.of(59)))
                        .isFresh())
                .isFalse();
        assertThat(StoredToken.of(new TokenResponse("Atza|1", Optional.empty(), OptionalLong.of(59)))
                        .isFresh())
                .isTrue();
    }

    @Test
    void tokenThatHasRunOutIsNotFresh() {
        assertThat(StoredToken.parse("{\"access_token\":\"a\",\"accessTokenExpiration\":1}")
                        .orElseThrow()
                        .isFresh())
                .isFalse();
    }

    @Test
    void keycloaksOwnCodeReadsWhatIsStored() throws Exception {
        String stored = StoredToken.of(ANSWER).toJson();
        OAuthResponse read = JsonSerialization.readValue(stored, OAuthResponse.class);

        assertThat(read.getToken()).isEqualTo("Atza|1");
        assertThat(read.getRefreshToken()).isEqualTo("Atzr|1");
        assertThat(read.getExpiresIn()).isBetween(3590L, 3600L);
        assertThat(read.getAccessTokenExpiration()).isGreaterThan(System.currentTimeMillis() / 1000);
        assertThat(StoredToken.parse(JsonSerialization.writeValueAsString(read)))
                .isPresent()
                .isEqualTo(StoredToken.parse(stored));
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
