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
 * The JSON object that an answer of Amazon's must be, read with suspicion: one object and nothing after it, well-formed UTF-8, no
 * member twice, no deep nesting. Unknown members are no concern.
 */
final class JsonAnswer {
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
    private final ObjectNode members;

    private JsonAnswer(LwaCall call, int status, ObjectNode members) {
        this.call = call;
        this.status = status;
        this.members = members;
    }

    /**
     * The members of a success.
     *
     * @throws LwaException when Amazon refused, failed, or sent anything but a JSON object
     */
    static JsonAnswer ofSuccess(LwaCall call, BoundedHttp.Answer answer) throws LwaException {
        Optional<ObjectNode> members = parse(answer.body());
        if (members.isPresent() && members.get().hasNonNull("error")) {
            throw refusal(new JsonAnswer(call, answer.status(), members.get()));
        }
        if (answer.status() != 200) {
            throw LwaException.of(call, codeOf(answer.status()), answer.status());
        }
        return new JsonAnswer(
                call,
                answer.status(),
                members.orElseThrow(() -> LwaException.of(call, LwaException.MALFORMED_ANSWER, answer.status())));
    }

    private static LwaException refusal(JsonAnswer answer) {
        return LwaException.refused(
                answer.call,
                answer.status,
                answer.text("error").orElse(""),
                answer.text("error_description").orElse(""),
                answer.text("request_id").orElse(""));
    }

    private static String codeOf(int status) {
        if (status == 429) {
            return LwaException.RATE_LIMITED;
        }
        if (status == 407) {
            return LwaException.PROXY_REFUSED;
        }
        return status >= 500 ? LwaException.SERVER_ERROR : LwaException.UNEXPECTED_STATUS;
    }

    private static Optional<ObjectNode> parse(ByteBuffer body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytesOf(body)))
                    .toString();
            return MAPPER.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (CharacterCodingException | JsonProcessingException | NumberFormatException e) {
            // Jackson lets the NumberFormatException of an exponent beyond any measure through.
            // The exception quotes the answer, which may hold a token or a person's data: it is not kept as a cause.
            return Optional.empty();
        }
    }

    /** A copy, because Java decodes a buffer that is read-only byte by byte. */
    private static byte[] bytesOf(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    /** A text member; a number or a boolean counts as the text it is written as, anything else as absent. */
    Optional<String> text(String member) {
        JsonNode value = members.path(member);
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** A text member that must really be text, and not blank. */
    Optional<String> strictText(String member) {
        JsonNode value = members.path(member);
        return value.isTextual() && !value.textValue().isBlank() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** A whole, positive number, also when written as text. */
    OptionalLong positiveNumber(String member) {
        JsonNode value = members.path(member);
        boolean whole = value.isIntegralNumber() && value.canConvertToLong();
        long number = whole ? value.longValue() : value.isTextual() ? value.asLong(0) : 0;
        return number > 0 ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** All members. */
    ObjectNode members() {
        return members;
    }

    LwaException unusable(String code) {
        return LwaException.of(call, code, status);
    }
}
