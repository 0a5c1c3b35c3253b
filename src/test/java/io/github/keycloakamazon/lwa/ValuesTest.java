package io.github.keycloakamazon.lwa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol's values read, keep and tell. */
class ValuesTest {
    /** Whatever somebody appends to a log line or an exception some day. */
    @Test
    void secretsAndPersonsAreNotInWhatValuesSayOfThemselves() throws LwaException {
        assertThat(new ClientCredentials("the-id", "s3cret")).hasToString("ClientCredentials[clientId=the-id]");
        assertThat(new AuthorizationCodeGrant("c0de", "https://kc.example/", Optional.of("verifier")))
                .hasToString("AuthorizationCodeGrant[redirectUri=https://kc.example/]");
        assertThat(new TokenResponse("Atza|1", Optional.of("Atzr|1"), OptionalLong.of(60)))
                .hasToString("TokenResponse[expiresInSeconds=OptionalLong[60]]");
        assertThat(Profile.of(answer("{\"user_id\":\"A\",\"name\":\"Ada\"}"))).hasToString("Profile");
        assertThat(TokenInfo.of(
                        answer("{\"aud\":\"ours\",\"user_id\":\"A\",\"iss\":\"https://www.amazon.com\",\"exp\":60}")))
                .asString()
                .contains("ours", "60")
                .doesNotContain("A,", "user");
    }

    @ParameterizedTest
    @CsvSource({
        "3600,                         3600",
        "'\"3600\"',                   3600",
        "9223372036854775807,          9223372036854775807",
        "9223372036854775808,          ",
        "0,                            ",
        "-1,                           ",
        "3600.5,                       ",
        "true,                         ",
        "null,                         ",
        "'\"soon\"',                   ",
        "[3600],                       ",
    })
    void lifetimeIsAPositiveWholeNumberOrUnknown(String written, Long seconds) throws LwaException {
        TokenResponse tokens = TokenResponse.parse("{\"access_token\":\"t\",\"expires_in\":" + written + "}");

        assertThat(tokens.accessToken()).isEqualTo("t");
        assertThat(tokens.expiresInSeconds())
                .isEqualTo(seconds == null ? OptionalLong.empty() : OptionalLong.of(seconds));
    }

    @Test
    void tokenMayHaveAnyVisibleCharacterOfAsciiAndTwiceTheLengthThatAmazonNames() {
        assertThat("!~").matches(TokenResponse::isToken);
        assertThat(" \u007f".chars()).noneMatch(character -> TokenResponse.isToken(Character.toString(character)));
        assertThat("A".repeat(4096)).matches(TokenResponse::isToken);
        assertThat(TokenResponse.isToken("A".repeat(4097))).isFalse();
    }

    @Test
    void userIdMayFillTheDatabaseColumn() throws LwaException {
        String id = "A".repeat(255);

        assertThat(Profile.of(answer("{\"user_id\":\"" + id + "\"}")).userId()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "profile postal_code,             profile postal_code",
        "'  profile \t\n alexa::all ',    profile alexa::all",
        "profile profile,                 profile",
        "'profile <script> a=b',          profile",
        "'',                              ''",
        "openid,                          openid",
    })
    void grantedScopesAreReadWithoutWhatIsNoScopesName(String sent, String read) {
        assertThat(Scopes.read(sent).joined()).isEqualTo(read);
    }

    @Test
    void failuresNameTheirCall() {
        LwaException refused =
                LwaException.refusedByRedirect("invalid_scope", "The request has an invalid parameter : scope");

        assertThat(refused.call()).isEqualTo(LwaCall.AUTHORIZATION);
        assertThat(refused.code()).isEqualTo("invalid_scope");
        assertThat(refused.parameter()).contains("scope");
        assertThat(LwaException.of(LwaCall.PROFILE, LwaError.BUSY)).satisfies(busy -> {
            assertThat(busy.call()).isEqualTo(LwaCall.PROFILE);
            assertThat(busy.code()).isEqualTo("busy");
            assertThat(busy.status()).isEmpty();
        });
    }

    @Test
    void failuresOfNoAnswerHaveTheirCodes() {
        assertThat(LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNSOLICITED).code())
                .isEqualTo("unsolicited");
        assertThat(LwaException.of(LwaCall.REFRESH, LwaError.TIMEOUT).code()).isEqualTo("timeout");
        assertThat(LwaException.of(LwaCall.REFRESH, LwaError.TOKEN_EXPIRED).code())
                .isEqualTo("token_expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"aud\":\"ours\",\"user_id\":null}", "{\"aud\":\"ours\",\"user_id\":7}"})
    void tokenInfoWithoutAPersonIsRefused(String json) {
        assertThatThrownBy(() -> TokenInfo.of(answer(json)))
                .isInstanceOfSatisfying(
                        LwaException.class,
                        refused -> assertThat(refused.code()).isEqualTo("missing_user_id"));
    }

    private static JsonResponse answer(String json) throws LwaException {
        return JsonResponse.ofSuccess(
                LwaCall.PROFILE, new BoundedHttp.Response(200, StandardCharsets.UTF_8.encode(json)));
    }
}
