package io.github.keycloakamazon.lwa;

import java.util.Map;

/**
 * A tag of a page.
 *
 * @param name in lower case, of an end tag with the slash before it
 * @param attributes by name; of attributes with the same name, the first
 */
record HtmlTag(String name, Map<String, String> attributes) {
    /** {@return the value, without the spaces around it; empty without such an attribute} */
    String attribute(String attribute) {
        return attributes.getOrDefault(attribute, "").strip();
    }
}
