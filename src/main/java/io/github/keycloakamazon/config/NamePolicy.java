package io.github.keycloakamazon.config;

import io.github.keycloakamazon.lwa.VisibleText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How Amazon's one name becomes Keycloak's first and last name. */
public enum NamePolicy {
    /** "María José García" becomes "María José" and "García". The default. */
    LAST_WORD_IS_LAST_NAME("last-word-is-last-name") {
        @Override
        public FullName apply(String name) {
            Matcher words = LAST_WORD.matcher(name);
            return words.matches() ? FullName.of(words.group(1), words.group(2)) : new FullName(name, "");
        }
    },
    /** "山田 太郎" becomes first name "太郎" and last name "山田". */
    FIRST_WORD_IS_LAST_NAME("first-word-is-last-name") {
        @Override
        public FullName apply(String name) {
            Matcher words = FIRST_WORD.matcher(name);
            return words.matches() ? FullName.of(words.group(2), words.group(1)) : new FullName(name, "");
        }
    },
    /** The name stays whole as the first name, and there is no last name. */
    WHOLE_NAME_IS_FIRST_NAME("whole-name-is-first-name") {
        @Override
        public FullName apply(String name) {
            return new FullName(name, "");
        }
    },
    /** The name stays whole as the first and as the last name, for realms that require a last name. */
    WHOLE_NAME_IN_BOTH("whole-name-in-both") {
        @Override
        public FullName apply(String name) {
            return new FullName(name, name);
        }
    };

    private static final Pattern LAST_WORD = Pattern.compile("(?s)(.*\\S)\\s+(\\S+)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern FIRST_WORD = Pattern.compile("(?s)(\\S+)\\s+(\\S.*)", Pattern.UNICODE_CHARACTER_CLASS);

    private final String setting;

    NamePolicy(String setting) {
        this.setting = setting;
    }

    /**
     * A name in Keycloak's two parts.
     *
     * @param firstName empty when there is none
     * @param lastName empty when there is none
     */
    public record FullName(String firstName, String lastName) {
        /** Both can have invisible characters next to the space between them. */
        private static FullName of(String firstName, String lastName) {
            return new FullName(VisibleText.strip(firstName), VisibleText.strip(lastName));
        }
    }

    /**
     * Splits a name.
     *
     * @param name a name as {@link VisibleText#strip} leaves it, and not empty
     * @return its two parts
     */
    public abstract FullName apply(String name);

    /** {@return the value in the provider's settings} */
    public String setting() {
        return setting;
    }

    static Optional<NamePolicy> ofSetting(String setting) {
        return Arrays.stream(values())
                .filter(policy -> policy.setting.equals(setting))
                .findFirst();
    }

    /** {@return the values in the provider's settings} */
    public static List<String> settings() {
        return Arrays.stream(values()).map(NamePolicy::setting).toList();
    }
}
