package io.github.keycloakamazon.lwa;

/**
 * What Amazon says of an access token.
 *
 * <p>Its {@code exp} is the number of seconds the token has left, not a time.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/impersonating-resource-owner.html">Amazon: Impersonating Resource
 *     Owner</a>
 * @param audience the client id the token was issued to
 * @param userId the person it speaks for
 * @param issuer {@value #ISSUER}, if it is Amazon's
 * @param secondsLeft how long it is still good for, zero when the answer does not say
 */
public record TokenInfo(String audience, String userId, String issuer, long secondsLeft) {
    /** Amazon's name as the issuer of access tokens, in every region. */
    public static final String ISSUER = "https://www.amazon.com";

    static TokenInfo of(JsonAnswer answer) throws LwaException {
        return new TokenInfo(
                answer.strictText("aud").orElse(""),
                answer.strictText("user_id").orElseThrow(() -> answer.unusable(LwaException.MISSING_USER_ID)),
                answer.strictText("iss").orElse(""),
                answer.positiveNumber("exp").orElse(0));
    }

    @Override
    public String toString() {
        return "TokenInfo[audience=" + audience + ", secondsLeft=" + secondsLeft + "]";
    }
}
