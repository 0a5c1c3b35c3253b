package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where something stands in a JSON text. Jackson notices a wrong field at the end of its object only, lines too late. */
final class JsonPlaces {
    private JsonPlaces() {}

    /** The field or element, or else what it would be in; null where the text is no JSON up to there. */
    static @Nullable JsonLocation of(String text, JsonPointer wanted) {
        JsonPointer pointer = wanted;
        JsonLocation found = find(text, pointer);
        while (found == null && !pointer.matches()) {
            pointer = pointer.head();
            found = find(text, pointer);
        }
        return found;
    }

    private static @Nullable JsonLocation find(String text, JsonPointer pointer) {
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.getParsingContext().pathAsPointer().equals(pointer)) {
                    return parser.currentTokenLocation();
                }
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }
}
