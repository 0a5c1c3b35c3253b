package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /user/profile}: a flat object with what the person has agreed to show.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html">Obtain customer profile</a>
 */
final class ProfileHandler {
    private final Registry registry;
    private final Grants grants;
    private final ErrorWriter errors;

    ProfileHandler(Registry registry, Grants grants, ErrorWriter errors) {
        this.registry = registry;
        this.grants = grants;
        this.errors = errors;
    }

    Answer handle(ReceivedRequest request) {
        try {
            return Answer.json(200, profile(access(AccessTokens.anywhere(request))));
        } catch (ProtocolError e) {
            return errors.write(e);
        }
    }

    private Grants.Access access(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw ProtocolError.missing("access_token");
        }
        Grants.AccessToken token = grants.accessToken(value);
        if (token == null) {
            throw ProtocolError.invalidToken();
        }
        if (Collections.disjoint(token.access().scopes(), EmulatedClient.CUSTOMER_SCOPES)) {
            // RFC 6750 section 3.1; whether Amazon says 401 or 403 here is not known.
            throw new ProtocolError(
                    403,
                    "insufficient_scope",
                    "The request requires higher privileges than provided by the access token");
        }
        return token.access();
    }

    private ObjectNode profile(Grants.Access access) {
        Set<String> scopes = access.scopes();
        Person person = registry.knownPerson(access.personKey());
        ObjectNode json = Json.object()
                .put("user_id", registry.knownClient(access.clientId()).userIdOf(person));
        if (scopes.contains("profile") && person.name() != null) {
            json.put("name", person.name());
        }
        if (scopes.contains("postal_code") && person.postalCode() != null) {
            json.put("postal_code", person.postalCode());
        }
        if (scopes.contains("profile") && person.email() != null) {
            json.put("email", person.email());
        }
        return json;
    }
}
