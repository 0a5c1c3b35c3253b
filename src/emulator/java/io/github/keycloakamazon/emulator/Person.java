package io.github.keycloakamazon.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A user with an account at the emulated Amazon.
 *
 * @param key how tests and the account chooser call the user: lower-case letters, digits and hyphens
 * @param name the one free-text name Amazon knows; an account may lack it
 * @param email absent for an account opened with a phone number
 * @param postalCode of the primary shipping address, in the custom of its country; absent without one
 * @param userIds the {@code user_id} by developer company, where it is not to be derived from the key
 */
public record Person(
        String key,
        @Nullable String name,
        @Nullable String email,
        @Nullable String postalCode,
        Map<String, String> userIds) {

    private static final Pattern KEY = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** All Amazon can tell, with a ZIP+4 as in its documentation. */
    public static final Person JANE = new Person("jane", "Jane Doe", "jane.doe@example.com", "84062-9253");
    /** An account opened with a phone number. */
    public static final Person NO_EMAIL = new Person("no-email", "Noah Phone", null, "98101");
    /** One word, no family name to be had. */
    public static final Person ONE_WORD = new Person("one-word", "Madonna", "madonna@example.com", "10001");
    /** Family name first, written without a space. */
    public static final Person JAPANESE = new Person("japanese", "山田太郎", "taro@example.jp", "100-0001");
    /** A postcode with letters and a space. */
    public static final Person BRITISH =
            new Person("british", "Olivia Smith-Jones", "olivia@example.co.uk", "SW1A 1AA");
    /** More words than first and last. */
    public static final Person MANY_WORDS =
            new Person("many-words", "María del Carmen García López de la Vega", "maria@example.es", "28013");

    public Person {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("A user's key is lower-case letters, digits and hyphens, not: " + key);
        }
        userIds = Map.copyOf(userIds);
    }

    /** A user whose {@code user_id} follows from the key and the company. */
    public Person(String key, @Nullable String name, @Nullable String email, @Nullable String postalCode) {
        this(key, name, email, postalCode, Map.of());
    }

    /** The users every emulator starts with unless told otherwise. */
    public static List<Person> samples() {
        return List.of(JANE, NO_EMAIL, ONE_WORD, JAPANESE, BRITISH, MANY_WORDS);
    }

    /** A user with everything Amazon can tell; the e-mail address and the postal code are made up. */
    public static Person named(String key, String name) {
        return new Person(key, name, key + "@example.com", "98101");
    }

    /** The same user with this {@code user_id} for the applications of a developer company. */
    public Person withUserId(String company, String userId) {
        Map<String, String> more = new LinkedHashMap<>(userIds);
        more.put(company, userId);
        return new Person(key, name, email, postalCode, more);
    }

    /** The best text for a list of accounts. */
    String label() {
        return name != null && !name.isBlank() ? name : email != null ? email : key;
    }
}
