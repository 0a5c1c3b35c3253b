package io.github.keycloakamazon.lwa;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The authorization request, which the browser takes to Amazon.
 *
 * <p>Amazon HTML-escapes {@code state} on its way back, so it may contain only letters, digits and {@code - _ . ~}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1">RFC 6749 section 4.1.1</a>
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Amazon: Authorization Code Grant</a>
 * @param clientId the client ID
 * @param redirectUri exactly one of the allowed return URLs of the security profile
 * @param scopes the requested scopes
 * @param optionalScopes which of these the user may decline on Amazon's consent page
 * @param state the state that the callback must return
 * @param codeChallenge the PKCE code challenge, by method S256 (RFC 7636 section 4.2); absent only if no code will be exchanged
 */
public record AuthorizationRequest(
        String clientId,
        String redirectUri,
        Scopes scopes,
        Scopes optionalScopes,
        String state,
        Optional<String> codeChallenge) {

    /**
     * Writes this request as a URL.
     *
     * @param authorizationEndpoint Amazon's authorization endpoint, without a query
     * @return the URL to send the browser to
     */
    public URI toUri(URI authorizationEndpoint) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", clientId);
        parameters.put("scope", scopes.joined());
        parameters.put("response_type", "code");
        parameters.put("redirect_uri", redirectUri);
        parameters.put("state", state);
        codeChallenge.ifPresent(challenge -> {
            parameters.put("code_challenge", challenge);
            parameters.put("code_challenge_method", "S256");
        });
        Collection<String> declinable = optionalScopes.within(scopes).values();
        if (!declinable.isEmpty()) {
            parameters.put("scope_data", scopeData(declinable));
        }
        return URI.create(authorizationEndpoint + "?" + query(parameters));
    }

    /** Amazon's own parameter: JSON that says whether a scope is essential. The characters of a scope need no escaping in JSON. */
    private static String scopeData(Collection<String> declinable) {
        return declinable.stream()
                .map(scope -> "\"" + scope + "\":{\"essential\":false}")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Percent-encoded, because Amazon documents {@code %20} between scopes and not a plus sign. */
    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + percentEncode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String percentEncode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
