package io.github.keycloakamazon.lwa;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Scopes of Login with Amazon, in their original order, without duplicates.
 *
 * <p>Any application may request {@code profile}, {@code profile:user_id} and {@code postal_code}. Amazon allows others to some
 * applications ({@code alexa:all}, {@code advertising::campaign_management}), so any well-formed name is accepted, except for scopes
 * of other protocols, with which every login would fail.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/customer-profile.html">Amazon: Customer Profile</a>
 * @param values the names
 */
public record Scopes(Set<String> values) {
    /** No scope. */
    public static final Scopes NONE = new Scopes(Set.of());

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_:.-]+");
    private static final Set<String> OF_OTHER_PROTOCOLS = Set.of(
            "openid",
            "email",
            "address",
            "phone",
            "offline_access",
            "user_id",
            "name",
            "profile:email",
            "profile:name");

    /**
     * Keeps an unmodifiable copy in the same order.
     *
     * @param values the names
     */
    public Scopes {
        values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    /**
     * Reads the scopes of a setting.
     *
     * @param text names separated by white space
     * @return the scopes in this order
     * @throws IllegalArgumentException with a message for the administrator, if Amazon does not accept such a scope
     */
    public static Scopes parse(String text) {
        if (text.contains(",") || text.contains(";")) {
            throw new IllegalArgumentException(
                    "Separate the scopes by spaces, as in \"profile postal_code\", not by commas.");
        }
        Scopes scopes = split(text);
        scopes.values.forEach(Scopes::check);
        return scopes;
    }

    /**
     * Reads scopes that Amazon or a browser sent. Malformed names are left out.
     *
     * @param text names separated by white space
     * @return the scopes in this order
     */
    public static Scopes read(String text) {
        Set<String> wellFormed = new LinkedHashSet<>(split(text).values);
        wellFormed.removeIf(scope -> !WELL_FORMED.matcher(scope).matches());
        return new Scopes(wellFormed);
    }

    private static Scopes split(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? NONE : new Scopes(new LinkedHashSet<>(Arrays.asList(stripped.split("\\s+"))));
    }

    private static void check(String scope) {
        if (OF_OTHER_PROTOCOLS.contains(scope.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("Amazon does not know the scope \"" + scope
                    + "\". Use \"profile\" for name and e-mail, \"profile:user_id\" for the user id alone, and add \"postal_code\" for the"
                    + " postal code.");
        }
        if (!WELL_FORMED.matcher(scope).matches()) {
            throw new IllegalArgumentException(
                    "A scope can contain only letters, digits and the characters _ : . - but one of these does not: \""
                            + scope + "\".");
        }
    }

    /**
     * The scopes that are among others too.
     *
     * @param others the allowed scopes
     * @return the common scopes, in the order of this
     */
    public Scopes within(Scopes others) {
        Set<String> common = new LinkedHashSet<>(values);
        common.retainAll(others.values);
        return new Scopes(common);
    }

    /**
     * Whether Amazon sends a field of the profile for these scopes.
     *
     * @param field the name of the field
     * @return true also for a field that Amazon does not document
     */
    public boolean cover(String field) {
        return switch (field) {
            case Profile.NAME, Profile.EMAIL -> values.contains("profile");
            case Profile.POSTAL_CODE -> values.contains("postal_code");
            default -> true;
        };
    }

    /** {@return the names separated by single spaces (RFC 6749 section 3.3)} */
    public String joined() {
        return String.join(" ", values);
    }
}
