package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A user as the configuration file and the control API write it; a {@link Person} in Java. */
record UserJson(
        @JsonProperty(required = true) String key,
        @Nullable String name,
        @Nullable String email,
        @Nullable String postalCode,
        @Nullable Map<String, String> userIds) {

    UserJson {
        if (key == null) {
            throw new FieldException("key", "a text is expected");
        }
        if (userIds != null && userIds.containsValue(null)) {
            throw new FieldException("userIds", "there is a company without a user_id");
        }
        // Whatever the user itself refuses is refused here, where the line is known.
        FieldException.check("key", () -> Person.named(key, key));
    }

    Person person() {
        return new Person(key, name, email, postalCode, userIds == null ? Map.of() : userIds);
    }

    static ObjectNode write(Person person) {
        ObjectNode json = Json.object().put("key", person.key());
        put(json, "name", person.name());
        put(json, "email", person.email());
        put(json, "postalCode", person.postalCode());
        ObjectNode userIds = json.putObject("userIds");
        new TreeMap<>(person.userIds()).forEach(userIds::put);
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
