package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.LwaException;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.RealmModel;

/** Logs failed calls to Amazon: one line at WARN with the code, realm and alias, and the stack trace at DEBUG. */
public final class FailureLog {
    /** One category for all of them, which operators can configure. */
    private static final Logger LOG = Logger.getLogger("io.github.keycloakamazon.AmazonIdentityProvider");

    private static final Pattern CONTROL_CHARACTER =
            Pattern.compile("[\\p{Cntrl}\u2028\u2029]", Pattern.UNICODE_CHARACTER_CLASS);

    private FailureLog() {}

    /**
     * Logs a failure.
     *
     * @param failure what failed, which holds nothing secret
     * @param realm where
     * @param provider which Amazon provider of the realm
     */
    public static void warn(LwaException failure, RealmModel realm, IdentityProviderModel provider) {
        LOG.warn(line(failure, realm.getName(), provider.getAlias()));
        LOG.debugf(failure, "The call to Amazon failed");
    }

    /** One line, also where the name of a realm contains a line break. */
    static String line(LwaException failure, String realm, String alias) {
        String line = "%s [realm=%s, alias=%s, code=%s]".formatted(failure.getMessage(), realm, alias, failure.code());
        return CONTROL_CHARACTER.matcher(line).replaceAll("_");
    }
}
