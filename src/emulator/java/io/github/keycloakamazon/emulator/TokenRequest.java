package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a form or of a JSON body, which Amazon takes too. A parameter without a value counts as absent (RFC 6749
 * section 3.2).
 */
final class TokenRequest {
    private static final String JSON = "application/json";

    private final Map<String, String> values = new HashMap<>();
    private final @Nullable String authorization;

    /** @throws ProtocolError where the body cannot be read */
    TokenRequest(ReceivedRequest request) {
        authorization = request.header("Authorization");
        switch (request.contentType()) {
            case ReceivedRequest.FORM -> readForm(request.body());
            case JSON -> readJson(request.body());
            default -> throw ProtocolError.unsupportedGrantType();
        }
    }

    @Nullable
    String get(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** @throws ProtocolError where it is absent */
    String required(String name) {
        String value = get(name);
        if (value == null) {
            throw ProtocolError.missing(name);
        }
        return value;
    }

    /** The header of this name. */
    @Nullable
    String authorization() {
        return authorization;
    }

    private void readForm(String body) {
        try {
            ReceivedRequest.decode(body).forEach((name, all) -> values.put(name, all.get(0)));
        } catch (IllegalArgumentException badEncoding) {
            throw ProtocolError.malformedRequest();
        }
    }

    private void readJson(String body) {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            if (!json.isObject()) {
                throw ProtocolError.malformedRequest();
            }
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                JsonNode value = field.getValue();
                if (!value.isValueNode()) {
                    throw ProtocolError.malformedRequest();
                }
                values.put(field.getKey(), value.isNull() ? "" : value.asText());
            }
        } catch (JsonProcessingException e) {
            throw ProtocolError.malformedRequest();
        }
    }
}
