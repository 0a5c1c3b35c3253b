package io.github.keycloakamazon.lwa;

/**
 * What the tokeninfo endpoint says about an access token.
 *
 * <p>Its {@code exp} is the number of seconds the token has left, not a time.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/impersonating-resource-owner.html">Amazon: Impersonating Resource
 *     Owner</a>
 * @param audience the client id the token was issued to
 * @param userId the user it was issued for
 * @param issuer {@value #ISSUER}, if it is Amazon's
 * @param secondsLeft how long it is still good for, zero when the response does not say
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
