package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what users write: nothing is guessed or overlooked, and each refusal names the line and the field. */
final class StrictJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private StrictJson() {}

    /**
     * @param source what messages call the text, such as the name of the file
     * @throws IllegalArgumentException where the text is not what is expected, with a sentence for the user
     */
    static <T> T read(String text, String source, Class<T> type) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(source + ": a JSON object is expected, and there is nothing");
        }
        T value;
        try {
            value = MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(source + place(text, e) + ": " + problem(e), e);
        }
        if (value == null) {
            throw new IllegalArgumentException(source + ": a JSON object is expected, not null");
        }
        return value;
    }

    private static String place(String text, JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping) {
            JsonPointer field = field(mapping);
            return line(JsonPlaces.of(text, field)) + (field.matches() ? "" : ": " + readable(field));
        }
        return line(e.getLocation());
    }

    private static String line(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static JsonPointer field(JsonMappingException e) {
        JsonPointer path = JsonPointer.empty();
        for (JsonMappingException.Reference step : e.getPath()) {
            path = step.getFieldName() == null
                    ? path.appendIndex(step.getIndex())
                    : path.appendProperty(step.getFieldName());
        }
        return e.getCause() instanceof FieldException refused ? path.appendProperty(refused.field()) : path;
    }

    /** Such as {@code clients[0].returnUrls}. */
    private static String readable(JsonPointer path) {
        StringBuilder text = new StringBuilder();
        for (JsonPointer step = path; !step.matches(); step = step.tail()) {
            if (step.getMatchingIndex() >= 0) {
                text.append('[').append(step.getMatchingIndex()).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step.getMatchingProperty());
            }
        }
        return text.toString();
    }

    private static String problem(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown field; known here: " + names(unknown.getKnownPropertyIds());
        }
        if (e instanceof InvalidTypeIdException type) {
            return type.getTypeId() == null
                    ? "the field \"type\" is missing"
                    : "unknown type \"" + type.getTypeId() + "\"";
        }
        if (e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException refused) {
            return refused.getMessage();
        }
        if (e instanceof InvalidFormatException format && isEnum(format.getTargetType())) {
            return "\"" + format.getValue() + "\" is none of " + constants(format.getTargetType());
        }
        if (e.getOriginalMessage().startsWith("Trailing token")) {
            return "nothing is expected after the JSON object";
        }
        if (e instanceof MismatchedInputException mismatch) {
            String missing = missing(mismatch);
            return missing == null ? expected(mismatch.getTargetType()) : "the field \"" + missing + "\" is missing";
        }
        return e.getOriginalMessage();
    }

    private static @Nullable String missing(MismatchedInputException e) {
        String start = "Missing required creator property '";
        String message = e.getOriginalMessage();
        return message.startsWith(start)
                ? message.substring(start.length(), message.indexOf('\'', start.length()))
                : null;
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value is expected";
        }
        if (type == String.class) {
            return "a text is expected";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false is expected";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a whole number is expected";
        }
        return Collection.class.isAssignableFrom(type) ? "a list is expected" : "a JSON object is expected";
    }

    private static boolean isEnum(@Nullable Class<?> type) {
        return type != null && type.isEnum();
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static String names(@Nullable Collection<?> known) {
        return known == null
                ? "none"
                : known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }
}
