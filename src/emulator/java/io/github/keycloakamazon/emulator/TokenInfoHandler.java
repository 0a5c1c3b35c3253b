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
final class TokenInfoHandler {
    private final Registry registry;
    private final Grants grants;
    private final Clock clock;
    private final ErrorWriter errors;

    TokenInfoHandler(Registry registry, Grants grants, Clock clock, ErrorWriter errors) {
        this.registry = registry;
        this.grants = grants;
        this.clock = clock;
        this.errors = errors;
    }

    Answer handle(ReceivedRequest request) {
        try {
            String value = AccessTokens.inHeaderOrQuery(request);
            if (value == null || value.isEmpty()) {
                throw ProtocolError.missing("access_token");
            }
            Grants.AccessToken token = grants.accessToken(value);
            if (token == null) {
                throw ProtocolError.invalidToken();
            }
            return Answer.json(200, describe(token));
        } catch (ProtocolError e) {
            return errors.write(e);
        }
    }

    private ObjectNode describe(Grants.AccessToken token) {
        EmulatedClient client = registry.knownClient(token.access().clientId());
        Person person = registry.knownPerson(token.access().personKey());
        return Json.object()
                .put("aud", client.clientId())
                .put("user_id", client.userIdOf(person))
                .put("iss", "https://www.amazon.com")
                .put("exp", Duration.between(clock.instant(), token.expires()).toSeconds())
                .put("app_id", client.appId())
                .put("iat", token.issued().getEpochSecond());
    }
}
