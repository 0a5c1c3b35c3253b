package io.github.keycloakamazon.demo.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.keycloakamazon.emulator.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the shape of a response. Every text it keeps is a word of the protocol, taken from a list here, or the name of a header or
 * field that looks like one.
 */
final class ShapeReader {
    private static final String OTHER = "another";
    private static final String UNUSUAL_NAME = "(an unusual name)";
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z][A-Za-z_]{0,39}");
    private static final Pattern HEADER_NAME = Pattern.compile("[a-z][a-z-]{0,39}[0-9]{0,2}");
    private static final List<String> PATHS =
            Stream.of(Endpoint.values()).map(Endpoint::path).toList();
    private static final List<String> GRANT_TYPES =
            List.of("authorization_code", "refresh_token", "client_credentials", "device_code");
    /** Of RFC 6749, 6750 and 8628, and Amazon's. */
    private static final List<String> ERRORS = List.of(
            "access_denied",
            "authorization_pending",
            "expired_token",
            "insufficient_scope",
            "invalid_client",
            "invalid_code_pair",
            "invalid_grant",
            "invalid_request",
            "invalid_scope",
            "invalid_token",
            "server_error",
            "ServiceUnavailable",
            "slow_down",
            "temporarily_unavailable",
            "unauthorized_client",
            "unsupported_grant_type",
            "unsupported_response_type");
    /** Their lengths say nothing of the user, and do not change from response to response. */
    private static final Set<String> MEASURED =
            Set.of("access_token", "refresh_token", "token_type", "error", "error_description", "request_id");

    private static final ObjectMapper JSON = new ObjectMapper();

    private ShapeReader() {}

    static Call call(String path, Map<String, String> form, int status, byte[] body) {
        String endpoint = known(PATHS, path.replaceFirst("^/auth/O2/", "/auth/o2/"), " path");
        String grantType =
                form.containsKey("grant_type") ? known(GRANT_TYPES, form.get("grant_type"), " grant type") : "";
        return new Call(endpoint, grantType, outcome(status, parse(body)));
    }

    static ResponseShape response(int status, Iterable<String> headerNames, byte[] body) {
        TreeSet<String> headers = new TreeSet<>();
        for (String name : headerNames) {
            String lower = name.toLowerCase(Locale.ROOT);
            headers.add(HEADER_NAME.matcher(lower).matches() ? lower : UNUSUAL_NAME);
        }
        JsonNode json = parse(body);
        List<FieldShape> fields = new ArrayList<>();
        addFields(json, "", fields);
        return new ResponseShape(status, headers, kind(json, body), fields);
    }

    private static String outcome(int status, JsonNode json) {
        if (status < 400) {
            return status < 300 ? "success" : Integer.toString(status);
        }
        String error = json.path("error").asText();
        return ERRORS.contains(error) ? known(ERRORS, error, "") : Integer.toString(status);
    }

    private static void addFields(JsonNode json, String outer, List<FieldShape> fields) {
        json.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            String kept = outer + (FIELD_NAME.matcher(name).matches() ? name : UNUSUAL_NAME);
            OptionalInt length = value.isTextual() && MEASURED.contains(name)
                    ? OptionalInt.of(value.textValue().length())
                    : OptionalInt.empty();
            fields.add(new FieldShape(kept, value.getNodeType().name().toLowerCase(Locale.ROOT), length));
            if (outer.isEmpty() && value.isObject()) {
                addFields(value, kept + ".", fields);
            }
        });
    }

    private static String kind(JsonNode json, byte[] body) {
        if (json.isMissingNode()) {
            return body.length == 0 ? "empty" : "no JSON";
        }
        return json.isObject() ? "JSON object" : "other JSON";
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            // That it is no JSON is all there is to know of it.
            return JSON.missingNode();
        }
    }

    /** The word of the list, and not the one that came. */
    private static String known(List<String> words, String word, String what) {
        return words.stream().filter(word::equals).findFirst().orElse(OTHER + what);
    }
}
