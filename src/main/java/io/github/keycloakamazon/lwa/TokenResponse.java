package io.github.keycloakamazon.lwa;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A response of the token endpoint.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/access-token.html">Amazon: Access Token</a>
 * @param accessToken the access token: opaque, at most 2048 bytes
 * @param refreshToken the refresh token: absent for a public client, and in most responses to a refresh
 * @param expiresInSeconds how long the access token is valid, in seconds
 */
public record TokenResponse(String accessToken, Optional<String> refreshToken, OptionalLong expiresInSeconds) {
    /** In characters: twice the maximum that Amazon documents. */
    private static final int MAX_TOKEN_LENGTH = 4096;

    /** Visible ASCII characters (RFC 6749 appendix A.12). Others must not get into a request header. */
    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_TOKEN_LENGTH
                && text.chars().allMatch(character -> character >= '!' && character <= '~');
    }

    /**
     * Reads the body of a response that Keycloak received.
     *
     * @param body the JSON text
     * @return the tokens
     * @throws LwaException when the body is not a token response
     */
    public static TokenResponse parse(String body) throws LwaException {
        return of(JsonResponse.ofSuccess(
                LwaCall.TOKEN, new BoundedHttp.Response(200, StandardCharsets.UTF_8.encode(body))));
    }

    static TokenResponse of(JsonResponse response) throws LwaException {
        String accessToken = response.strictText("access_token")
                .filter(TokenResponse::isToken)
                .orElseThrow(() -> response.unusable(LwaError.MISSING_ACCESS_TOKEN));
        return new TokenResponse(
                accessToken,
                response.strictText("refresh_token").filter(TokenResponse::isToken),
                response.positiveNumber("expires_in"));
    }

    @Override
    public String toString() {
        return "TokenResponse[expiresInSeconds=" + expiresInSeconds + "]";
    }
}
