package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;

/**
 * {@code GET /auth/o2/tokeninfo}: whom an access token was issued to. {@code exp} is the seconds left, not a time; {@code iat} is
 * a time in epoch seconds.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/impersonating-resource-owner.html">Why to check aud</a>
 */
final class TokenInfoHandler implements ApiHandler.ApiEndpoint {
    private final Registry registry;
    private final Grants grants;
    private final Clock clock;

    TokenInfoHandler(Registry registry, Grants grants, Clock clock) {
        this.registry = registry;
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public Answer handle(ReceivedRequest request, String requestId) {
        String value = AccessTokens.inHeaderOrQuery(request);
        if (value == null || value.isEmpty()) {
            throw ProtocolError.missing("access_token");
        }
        Grants.AccessToken token = grants.accessToken(value);
        if (token == null) {
            throw ProtocolError.invalidToken();
        }
        return Answer.json(200, describe(token));
    }

    private ObjectNode describe(Grants.AccessToken token) {
        EmulatedClient client = registry.knownClient(token.access().clientId());
        ObjectNode json = Json.object().put("aud", client.clientId());
        String key = token.access().personKey();
        if (key != null) {
            json.put("user_id", client.userIdOf(registry.knownPerson(key)));
        }
        return json.put("iss", "https://www.amazon.com")
                .put("exp", Duration.between(clock.instant(), token.expires()).toSeconds())
                .put("app_id", client.appId())
                .put("iat", token.issued().getEpochSecond());
    }
}
