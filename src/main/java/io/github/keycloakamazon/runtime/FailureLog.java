package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.LwaException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.RealmModel;

/** Logs failed calls to Amazon: one line at WARN with the code, realm and alias, and the stack trace at DEBUG. */
public final class FailureLog {
    /** One category for all of them, which operators can configure. */
    private static final Logger LOG = Logger.getLogger("io.github.keycloakamazon.AmazonIdentityProvider");

    private static final Pattern CONTROL_CHARACTER =
            Pattern.compile("[\\p{Cntrl}\u2028\u2029]", Pattern.UNICODE_CHARACTER_CLASS);

    private static final int MAX_CAUSES = 5;

    private FailureLog() {}

    /**
     * Logs a failure.
     *
     * @param failure the failed call; it holds nothing secret
     * @param realm the realm of the request
     * @param provider the Amazon provider of that realm
     */
    public static void warn(LwaException failure, RealmModel realm, IdentityProviderModel provider) {
        LOG.warn(line(failure, realm.getName(), provider.getAlias()));
        LOG.debugf(failure, "The call to Amazon failed");
    }

    /**
     * Logs what a mapper, a flow or Keycloak threw. The message is left out, because it can hold personal data: a database names the
     * e-mail address that is not unique.
     *
     * @param failure what was thrown
     * @param realm the realm of the request
     * @param provider the Amazon provider of that realm
     */
    public static void warn(Throwable failure, RealmModel realm, IdentityProviderModel provider) {
        LOG.warn(line(failure, realm.getName(), provider.getAlias()));
    }

    /**
     * Logs why something may not work.
     *
     * @param message what happened, which holds nothing secret
     * @param code the code of the error
     * @param realm where
     * @param provider which Amazon provider of the realm
     */
    public static void warn(String message, String code, RealmModel realm, IdentityProviderModel provider) {
        LOG.warn(line(message, code, realm.getName(), provider.getAlias()));
    }

    static String line(Throwable failure, String realm, String alias) {
        String causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MAX_CAUSES)
                .map(FailureLog::place)
                .collect(Collectors.joining(", caused by "));
        return oneLine("A login or token exchange failed: %s [realm=%s, alias=%s]".formatted(causes, realm, alias));
    }

    private static String place(Throwable failure) {
        String name = failure instanceof IdentityBrokerException broken && broken.getMessageCode() != null
                ? failure.getClass().getName() + " " + broken.getMessageCode()
                : failure.getClass().getName();
        StackTraceElement[] stack = failure.getStackTrace();
        return stack.length == 0 ? name : name + " at " + stack[0];
    }

    /** One line, also where the name of a realm contains a line break. */
    static String line(LwaException failure, String realm, String alias) {
        return line(failure.getMessage(), failure.code(), realm, alias);
    }

    private static String line(String message, String code, String realm, String alias) {
        return oneLine("%s [realm=%s, alias=%s, code=%s]".formatted(message, realm, alias, code));
    }

    private static String oneLine(String line) {
        return CONTROL_CHARACTER.matcher(line).replaceAll("_");
    }
}
