package io.github.keycloakamazon.lwa;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A response of Amazon, which must be a JSON object. The form is checked strictly: one object and nothing after it, well-formed UTF-8,
 * no duplicate field, no deep nesting. Unknown fields are allowed.
 */
final class JsonResponse {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_LENGTH = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // The shared table of names throws an IllegalStateException at names chosen to collide.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final LwaCall call;
    private final int status;
    private final ObjectNode fields;

    private JsonResponse(LwaCall call, int status, ObjectNode fields) {
        this.call = call;
        this.status = status;
        this.fields = fields;
    }

    /**
     * Reads a successful response.
     *
     * @throws LwaException when Amazon refused, failed, or sent anything but a JSON object
     */
    static JsonResponse ofSuccess(LwaCall call, BoundedHttp.Response response) throws LwaException {
        int status = response.status();
        Optional<ObjectNode> fields = parse(response.body());
        if (fields.isPresent() && fields.get().hasNonNull("error")) {
            throw refusal(new JsonResponse(call, status, fields.get()));
        }
        if (status != 200) {
            throw LwaException.of(call, LwaError.ofStatus(status), status);
        }
        return new JsonResponse(
                call, status, fields.orElseThrow(() -> LwaException.of(call, LwaError.MALFORMED_RESPONSE, status)));
    }

    private static LwaException refusal(JsonResponse response) {
        return LwaException.refused(
                response.call,
                response.status,
                response.text("error").orElse(""),
                response.text("error_description").orElse(""),
                response.text("request_id").orElse(""));
    }

    private static Optional<ObjectNode> parse(ByteBuffer body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(body)
                    .toString();
            return MAPPER.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (CharacterCodingException | JsonProcessingException | NumberFormatException e) {
            // Jackson throws NumberFormatException for an exponent that is too large.
            // The exception quotes the response, which may hold a token or user data: it is not kept as a cause.
            return Optional.empty();
        }
    }

    /** A text field. A number or a boolean counts as the text it is written as, anything else as absent. */
    Optional<String> text(String field) {
        JsonNode value = fields.path(field);
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** A field that must be text, and not blank. */
    Optional<String> strictText(String field) {
        JsonNode value = fields.path(field);
        return value.isTextual() && !value.textValue().isBlank() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** A whole, positive number, also when it is written as text. */
    OptionalLong positiveNumber(String field) {
        JsonNode value = fields.path(field);
        boolean whole = value.isIntegralNumber() && value.canConvertToLong();
        long number = whole ? value.longValue() : value.isTextual() ? value.asLong(0) : 0;
        return number > 0 ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** All fields. */
    ObjectNode fields() {
        return fields;
    }

    LwaException unusable(LwaError error) {
        return LwaException.of(call, error, status);
    }
}
