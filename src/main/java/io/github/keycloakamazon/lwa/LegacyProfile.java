package io.github.keycloakamazon.lwa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The older shape of a profile answer, {@code {"Profile": {"CustomerId": …}}}, which Amazon's JavaScript SDK still shows and servers
 * have seen now and then.
 */
final class LegacyProfile {
    private static final Map<String, String> NAMES = Map.of(
            "CustomerId", Profile.USER_ID,
            "Name", Profile.NAME,
            "PrimaryEmail", Profile.EMAIL,
            "PostalCode", Profile.POSTAL_CODE);

    private LegacyProfile() {}

    /** The same profile in today's flat shape; one that is flat already is left as it is. */
    static ObjectNode flatten(ObjectNode answer) {
        if (answer.has(Profile.USER_ID) || !(answer.path("Profile") instanceof ObjectNode nested)) {
            return answer;
        }
        ObjectNode flat = answer.objectNode();
        for (Map.Entry<String, JsonNode> member : nested.properties()) {
            flat.set(NAMES.getOrDefault(member.getKey(), member.getKey()), member.getValue());
        }
        return flat;
    }
}
