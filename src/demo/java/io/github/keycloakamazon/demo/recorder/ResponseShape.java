package io.github.keycloakamazon.demo.recorder;

import java.util.List;
import java.util.SortedSet;

/**
 * A response without any value.
 *
 * @param status the HTTP status
 * @param headers the names of its headers, in lower case
 * @param body what the body is: {@code JSON object}, {@code other JSON}, {@code no JSON} or {@code empty}
 * @param fields the fields of the JSON object, in order
 */
record ResponseShape(int status, SortedSet<String> headers, String body, List<FieldShape> fields) {
    ResponseShape {
        fields = List.copyOf(fields);
    }

    List<String> fieldNames() {
        return fields.stream().map(FieldShape::name).toList();
    }
}
