package io.github.keycloakamazon.demo.recorder;

import java.util.OptionalInt;

/**
 * A field of a JSON object, without its value.
 *
 * @param name its name; that of a nested field has the outer name before it, as in {@code Profile.Name}
 * @param type its JSON type
 * @param length how many characters a text has, for fields that say nothing of the user
 */
record FieldShape(String name, String type, OptionalInt length) {
    @Override
    public String toString() {
        return name + ": " + type + (length.isPresent() ? " of " + length.getAsInt() + " characters" : "");
    }
}
