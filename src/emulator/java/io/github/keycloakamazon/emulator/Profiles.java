package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an access token shows of its user. */
final class Profiles {
    private final Registry registry;
    private final Grants grants;

    Profiles(Registry registry, Grants grants) {
        this.registry = registry;
        this.grants = grants;
    }

    /**
     * In the documented form.
     *
     * @throws ProtocolError where the token shows no profile
     */
    ObjectNode flat(@Nullable String accessToken) {
        Grants.Access access = access(accessToken);
        String key = access.personKey();
        if (key == null || Collections.disjoint(access.scopes(), EmulatedClient.CUSTOMER_SCOPES)) {
            // RFC 6750 section 3.1; whether Amazon says 401 or 403 here is not known.
            throw new ProtocolError(
                    403,
                    "insufficient_scope",
                    "The request requires higher privileges than provided by the access token");
        }
        return flat(access, registry.knownPerson(key));
    }

    /** A documented profile in the older form: {@code {"Request-Id":…,"Profile":{"CustomerId":…,"PrimaryEmail":…}}}. */
    static ObjectNode nested(ObjectNode flat, String requestId) {
        ObjectNode profile = Json.object();
        rename(flat, "user_id", profile, "CustomerId");
        rename(flat, "name", profile, "Name");
        rename(flat, "email", profile, "PrimaryEmail");
        rename(flat, "postal_code", profile, "PostalCode");
        ObjectNode nested = Json.object().put("Request-Id", requestId);
        nested.set("Profile", profile);
        return nested;
    }

    private Grants.Access access(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw ProtocolError.missing("access_token");
        }
        Grants.AccessToken token = grants.accessToken(value);
        if (token == null) {
            throw ProtocolError.invalidToken();
        }
        return token.access();
    }

    private ObjectNode flat(Grants.Access access, Person person) {
        Set<String> scopes = access.scopes();
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

    private static void rename(ObjectNode from, String name, ObjectNode to, String newName) {
        JsonNode value = from.get(name);
        if (value != null) {
            to.set(newName, value);
        }
    }
}
