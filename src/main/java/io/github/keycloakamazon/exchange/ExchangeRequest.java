package io.github.keycloakamazon.exchange;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.representations.AccessToken;

/**
 * A request that passed all checks that need no call to Amazon.
 *
 * @param subjectToken the Amazon access token
 * @param scope the requested scope, as the application wrote it; {@code null} if it requested none
 * @param refreshToken whether the response has a refresh token
 * @param confirmation what binds the tokens to the client's certificate, if they are bound (RFC 8705)
 */
record ExchangeRequest(
        String subjectToken,
        @Nullable String scope,
        boolean refreshToken,
        Optional<AccessToken.Confirmation> confirmation) {
    @Override
    public String toString() {
        return "ExchangeRequest";
    }
}
