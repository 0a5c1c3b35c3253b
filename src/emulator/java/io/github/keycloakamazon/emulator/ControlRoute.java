package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/**
 * One method and path of the control API.
 *
 * @param path its last part may be a parameter, such as {@code {key}}
 */
record ControlRoute(String method, String path, Function<Call, Answer> handler) {
    private static final char PARAMETER = '{';

    boolean isAt(String requested) {
        String fixed = fixedPart();
        return fixed.equals(path)
                ? requested.equals(path)
                : requested.startsWith(fixed)
                        && requested.length() > fixed.length()
                        && requested.indexOf('/', fixed.length()) < 0;
    }

    Answer answer(ReceivedRequest request) {
        return handler.apply(
                new Call(request, request.path().substring(fixedPart().length())));
    }

    private String fixedPart() {
        int parameter = path.indexOf(PARAMETER);
        return parameter < 0 ? path : path.substring(0, parameter);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    /** @param parameter the value of the path's parameter; empty where it has none */
    record Call(ReceivedRequest request, String parameter) {
        private static final String SOURCE = "The body";

        /** @throws IllegalArgumentException where the body is not what is expected */
        <T> T body(Class<T> type) {
            return StrictJson.read(request.body(), SOURCE, type);
        }

        /**
         * The body with the path's parameter as a field, which may be in the body too.
         *
         * @throws IllegalArgumentException where the body is not what is expected
         */
        <T> T body(String field, Class<T> type) {
            try {
                JsonNode json = Json.MAPPER.readTree(request.body());
                if (json instanceof ObjectNode object && !object.has(field)) {
                    return StrictJson.read(object.put(field, parameter).toString(), SOURCE, type);
                }
                if (json.has(field) && !json.path(field).asText().equals(parameter)) {
                    throw new IllegalArgumentException("The path and the body name two: " + parameter + " and "
                            + json.path(field).asText());
                }
                return body(type);
            } catch (JsonProcessingException notJson) {
                // The strict reader says the line.
                return body(type);
            }
        }
    }
}
