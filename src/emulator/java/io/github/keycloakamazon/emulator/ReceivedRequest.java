package io.github.keycloakamazon.emulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/**
 * What arrived at the emulator, as it came.
 *
 * @param method such as {@code POST}
 * @param path without the query
 * @param rawQuery as sent, without the question mark; empty where there was none
 * @param query the decoded parameters, each with all its values; empty where they cannot be decoded
 * @param headers by name in any case
 * @param form the decoded parameters of a form body; empty for other bodies and where they cannot be decoded
 * @param body as text
 * @param remotePort the client's port
 * @param connectionId the same for requests of one connection
 */
public record ReceivedRequest(
        String method,
        String path,
        String rawQuery,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        Map<String, List<String>> form,
        String body,
        int remotePort,
        String connectionId) {

    static final String FORM = "application/x-www-form-urlencoded";

    public ReceivedRequest {
        query = frozen(query, new LinkedHashMap<>());
        headers = frozen(headers, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
        form = frozen(form, new LinkedHashMap<>());
    }

    /** The first value of a query parameter. */
    public @Nullable String query(String name) {
        return first(query, name);
    }

    /** The first value of a header, whatever the case of its name. */
    public @Nullable String header(String name) {
        return first(headers, name);
    }

    /** The first value of a form parameter. */
    public @Nullable String form(String name) {
        return first(form, name);
    }

    /** The media type of the body in lower case, without parameters; empty where none was named. */
    String contentType() {
        return mediaType(header("Content-Type"));
    }

    static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
    }

    /**
     * The decoded parameters of a query or a form.
     *
     * @throws IllegalArgumentException where it is not encoded as it should be
     */
    static Map<String, List<String>> decode(String encoded) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        UrlEncoded.decodeTo(
                encoded,
                (name, value) -> parameters
                        .computeIfAbsent(name, any -> new ArrayList<>())
                        .add(value),
                StandardCharsets.UTF_8);
        return parameters;
    }

    /** The decoded parameters, or none where they cannot be decoded. */
    static Map<String, List<String>> decodeIfPossible(String encoded) {
        try {
            return decode(encoded);
        } catch (IllegalArgumentException badEncoding) {
            return Map.of();
        }
    }

    private static @Nullable String first(Map<String, List<String>> values, String name) {
        List<String> found = values.get(name);
        return found == null || found.isEmpty() ? null : found.get(0);
    }

    private static Map<String, List<String>> frozen(Map<String, List<String>> values, Map<String, List<String>> copy) {
        values.forEach((name, all) -> copy.put(name, List.copyOf(all)));
        return Collections.unmodifiableMap(copy);
    }
}
