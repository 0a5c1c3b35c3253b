package io.github.keycloakamazon.lwa;

import java.util.Optional;

/**
 * An authorization code, and what the token endpoint checks along with it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749 section 4.1.3</a>
 * @param code the authorization code
 * @param redirectUri exactly the redirect URI of the authorization request
 * @param codeVerifier the code verifier for the code challenge of the authorization request, if it had one (RFC 7636 section 4.5)
 */
public record AuthorizationCodeGrant(String code, String redirectUri, Optional<String> codeVerifier) {
    @Override
    public String toString() {
        return "AuthorizationCodeGrant[redirectUri=" + redirectUri + "]";
    }
}
