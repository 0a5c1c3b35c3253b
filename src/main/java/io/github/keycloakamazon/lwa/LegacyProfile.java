package io.github.keycloakamazon.lwa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The older form of a profile response, {@code {"Profile": {"CustomerId": …}}}, which Amazon's JavaScript SDK still returns. Servers have
 * received it too.
 */
final class LegacyProfile {
    private static final Map<String, String> NAMES = Map.of(
            "CustomerId", Profile.USER_ID,
            "Name", Profile.NAME,
            "PrimaryEmail", Profile.EMAIL,
            "PostalCode", Profile.POSTAL_CODE);

    private LegacyProfile() {}

    /** The same profile in today's flat form. A flat profile is returned unchanged. */
    static ObjectNode flatten(ObjectNode response) {
        if (response.has(Profile.USER_ID) || !(response.path("Profile") instanceof ObjectNode nested)) {
            return response;
        }
        ObjectNode flat = response.objectNode();
        for (Map.Entry<String, JsonNode> member : nested.properties()) {
            flat.set(NAMES.getOrDefault(member.getKey(), member.getKey()), member.getValue());
        }
        return flat;
    }
}
