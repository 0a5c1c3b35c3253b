package io.github.keycloakamazon.lwa;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What the token endpoint answers.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/access-token.html">Amazon: Access Token</a>
 * @param accessToken opaque, of at most 2048 bytes
 * @param refreshToken absent in the answer to a public client, and in most answers to a refresh
 * @param expiresInSeconds how long the access token is good for
 */
public record TokenResponse(String accessToken, Optional<String> refreshToken, OptionalLong expiresInSeconds) {
    /** The characters RFC 6749 (appendix A.12) allows in a token; nothing else may get into a request header. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]{1,4096}");

    /** Whether a text can be a token at all. */
    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /**
     * Reads an answer's body that somebody else received.
     *
     * @param body the JSON text
     * @return the tokens
     * @throws LwaException when the body is not a token answer
     */
    public static TokenResponse parse(String body) throws LwaException {
        return of(
                JsonAnswer.ofSuccess(LwaCall.TOKEN, new BoundedHttp.Answer(200, StandardCharsets.UTF_8.encode(body))));
    }

    static TokenResponse of(JsonAnswer answer) throws LwaException {
        String accessToken = answer.strictText("access_token")
                .filter(TokenResponse::isToken)
                .orElseThrow(() -> answer.unusable(LwaException.MISSING_ACCESS_TOKEN));
        return new TokenResponse(
                accessToken,
                answer.strictText("refresh_token").filter(TokenResponse::isToken),
                answer.positiveNumber("expires_in"));
    }

    @Override
    public String toString() {
        return "TokenResponse[expiresInSeconds=" + expiresInSeconds + "]";
    }
}
