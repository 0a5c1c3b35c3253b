package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * An HTTP answer before it goes out.
 *
 * @param status the HTTP status
 * @param headers sent in this order
 * @param body as text, sent as UTF-8
 */
public record Answer(int status, Map<String, String> headers, String body) {
    static final String JSON_TYPE = "application/json;charset=UTF-8";

    public Answer {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** An answer with a body of the type. */
    public static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    /** JSON as Amazon sends it: never to be stored (RFC 6749 section 5.1). */
    public static Answer json(int status, JsonNode body) {
        return of(status, JSON_TYPE, body.toString())
                .withHeader("Cache-Control", "no-store")
                .withHeader("Pragma", "no-cache");
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), "");
    }

    static Answer redirect(String location) {
        return new Answer(302, Map.of("Location", location), "").withHeader("Cache-Control", "no-store");
    }

    public Answer withStatus(int newStatus) {
        return new Answer(newStatus, headers, body);
    }

    public Answer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    public Answer withBody(String newBody) {
        return new Answer(status, headers, newBody);
    }

    /** The same answer with its JSON object changed. */
    public Answer withJson(UnaryOperator<ObjectNode> change) {
        try {
            return withBody(
                    change.apply((ObjectNode) Json.MAPPER.readTree(body)).toString());
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalStateException("The answer to change is no JSON object: " + body, e);
        }
    }
}
