package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaException;
import java.util.regex.Pattern;

/** What the log says of a failed call: one line, even where Keycloak lets a realm have line breaks in its name. */
final class LogLine {
    private static final Pattern CONTROL_CHARACTER =
            Pattern.compile("[\\p{Cntrl}\u2028\u2029]", Pattern.UNICODE_CHARACTER_CLASS);

    private LogLine() {}

    static String of(LwaException cause, String realm, String alias) {
        String line = "%s [realm=%s, alias=%s, code=%s]".formatted(cause.getMessage(), realm, alias, cause.code());
        return CONTROL_CHARACTER.matcher(line).replaceAll("_");
    }
}
