package io.github.keycloakamazon.lwa;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * Text that every database and encoding can store. JSON can contain a NUL and half a surrogate pair, which PostgreSQL and UTF-8 refuse,
 * and control characters, which do not belong in a name, an e-mail address or a log line.
 */
final class StorableText {
    private static final int REPLACEMENT = 0xFFFD;

    private StorableText() {}

    static boolean isStorable(String text) {
        return text.equals(clean(text));
    }

    /**
     * The text with a space for each line break or tab, so that words stay apart, without any other control character, and with the
     * replacement character for each half of a surrogate pair.
     */
    static String clean(String text) {
        return text.codePoints()
                .map(character ->
                        Character.isISOControl(character) && Character.isWhitespace(character) ? ' ' : character)
                .filter(character -> !Character.isISOControl(character))
                .map(character -> Character.getType(character) == Character.SURROGATE ? REPLACEMENT : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * A copy in which every text, at any depth, is clean, and every number directly in it is text. A field whose name is not storable is
     * left out: cleaned, it could be the name of another field.
     */
    static ObjectNode clean(ObjectNode object) {
        ObjectNode copy = object.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (isStorable(member.getKey())) {
                copy.set(member.getKey(), value.isNumber() ? copy.textNode(value.asText()) : clean(value));
            }
        }
        return copy;
    }

    private static JsonNode clean(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return clean(object);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(element -> copy.add(clean(element)));
            return copy;
        }
        return value.isTextual() ? TextNode.valueOf(clean(value.textValue())) : value;
    }
}
