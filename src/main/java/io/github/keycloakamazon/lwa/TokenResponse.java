package io.github.keycloakamazon.lwa;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the token endpoint answers.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/access-token.html">Amazon: Access Token</a>
 * @param accessToken opaque, of at most 2048 bytes
 * @param refreshToken absent in the answer to a public client, and in most answers to a refresh
 * @param expiresInSeconds how long the access token is good for
 */
public record TokenResponse(String accessToken, Optional<String> refreshToken, OptionalLong expiresInSeconds) {
    /** Twice what Amazon says a token has at most. */
    private static final int MAX_TOKEN_LENGTH = 4096;

    /** Whether a text can be a token at all: nothing else may get into a request header. A loop, because every login asks three times. */
    static boolean isToken(String text) {
        if (text.isEmpty() || text.length() > MAX_TOKEN_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** A visible character of ASCII (RFC 6749 appendix A.12). */
    private static boolean isTokenCharacter(char character) {
        return character >= '!' && character <= '~';
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
