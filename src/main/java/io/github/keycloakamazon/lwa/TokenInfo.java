package io.github.keycloakamazon.lwa;

/**
 * The response of the tokeninfo endpoint about an access token.
 *
 * <p>Amazon's {@code exp} is the number of seconds until the token expires, not a time.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/impersonating-resource-owner.html">Amazon: Impersonating Resource
 *     Owner</a>
 * @param audience the client ID that the token was issued to
 * @param userId the user_id of the user that it was issued for
 * @param issuer {@value #ISSUER} for a token of Amazon
 * @param secondsLeft how long the token is valid, in seconds; zero if the response does not say
 */
public record TokenInfo(String audience, String userId, String issuer, long secondsLeft) {
    /** Amazon's name as the issuer of access tokens, in every region. */
    public static final String ISSUER = "https://www.amazon.com";

    static TokenInfo of(JsonResponse response) throws LwaException {
        return new TokenInfo(
                response.strictText("aud").orElse(""),
                response.strictText("user_id").orElseThrow(() -> response.unusable(LwaError.MISSING_USER_ID)),
                response.strictText("iss").orElse(""),
                response.positiveNumber("exp").orElse(0));
    }

    @Override
    public String toString() {
        return "TokenInfo[audience=" + audience + ", secondsLeft=" + secondsLeft + "]";
    }
}
