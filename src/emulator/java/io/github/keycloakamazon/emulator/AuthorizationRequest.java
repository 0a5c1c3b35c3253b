package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A valid authorization request: RFC 6749 section 4.1.1, PKCE, and Amazon's {@code scope_data}.
 *
 * @param scopes what the client asks for, in its order
 * @param voluntary those the person may decline
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/requesting-scopes-as-essential-voluntary.html">Essential and
 *     voluntary scopes</a>
 */
record AuthorizationRequest(
        EmulatedClient client,
        String redirectUri,
        Set<String> scopes,
        Set<String> voluntary,
        @Nullable Challenge challenge) {

    static final String UNKNOWN_SCOPE = "An unknown scope was requested";

    /** Checks everything but the client and its return URL, which are checked first and by others. */
    static AuthorizationRequest parse(EmulatedClient client, String redirectUri, ReceivedRequest request) {
        checkResponseType(request);
        Set<String> scopes = scopes(client, request);
        return new AuthorizationRequest(client, redirectUri, scopes, voluntary(scopes, request), challenge(request));
    }

    /** The id alone is shown without asking. */
    boolean needsConsent() {
        return !scopes.equals(Set.of("profile:user_id"));
    }

    private static void checkResponseType(ReceivedRequest request) {
        if (!required(request, "response_type").equals("code")) {
            // Amazon closed the implicit grant ("token") in 2021.
            throw new ProtocolError(
                    400, "unsupported_response_type", "The authorization server does not support this response type");
        }
    }

    private static Set<String> scopes(EmulatedClient client, ReceivedRequest request) {
        Set<String> scopes = new LinkedHashSet<>();
        for (String scope : required(request, "scope").trim().split(" +", -1)) {
            if (!client.scopes().contains(scope)) {
                throw new ProtocolError(400, "invalid_scope", UNKNOWN_SCOPE);
            }
            scopes.add(scope);
        }
        return scopes;
    }

    private static Set<String> voluntary(Set<String> scopes, ReceivedRequest request) {
        Set<String> voluntary = new LinkedHashSet<>();
        String data = request.query("scope_data");
        if (data == null || data.isEmpty()) {
            return voluntary;
        }
        try {
            JsonNode json = Json.MAPPER.readTree(data);
            if (!json.isObject()) {
                throw ProtocolError.invalid("scope_data");
            }
            for (String scope : scopes) {
                if (!json.path(scope).path("essential").asBoolean(true)) {
                    voluntary.add(scope);
                }
            }
        } catch (JsonProcessingException e) {
            throw ProtocolError.invalid("scope_data");
        }
        return voluntary;
    }

    /** RFC 7636 section 4.3: a method left out means plain. */
    private static @Nullable Challenge challenge(ReceivedRequest request) {
        String value = request.query("code_challenge");
        String method = request.query("code_challenge_method");
        if (value == null) {
            if (method != null) {
                throw ProtocolError.missing("code_challenge");
            }
            return null;
        }
        if (!Challenge.SYNTAX.matcher(value).matches()) {
            throw ProtocolError.invalid("code_challenge");
        }
        if (method == null || method.equals("plain")) {
            return new Challenge(Challenge.Method.PLAIN, value);
        }
        if (method.equals("S256")) {
            return new Challenge(Challenge.Method.S256, value);
        }
        throw ProtocolError.invalid("code_challenge_method");
    }

    private static String required(ReceivedRequest request, String name) {
        String value = request.query(name);
        if (value == null || value.isBlank()) {
            throw ProtocolError.missing(name);
        }
        return value;
    }
}
