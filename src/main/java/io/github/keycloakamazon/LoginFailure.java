package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaException;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;

/**
 * A login that failed because of Amazon, as the three who care see it: the person reads a message in their own language, the
 * administrator finds a line with the stable code in the log, whatever watches the server gets an HTTP status.
 */
record LoginFailure(LwaException cause, String messageKey, Status status) {
    private static final Logger LOG = Logger.getLogger(AmazonIdentityProvider.class);

    static LoginFailure of(LwaException cause) {
        return switch (cause.code()) {
            case LwaException.BUSY -> new LoginFailure(cause, "amazonLoginBusy", Status.SERVICE_UNAVAILABLE);
            case LwaException.UNSOLICITED -> new LoginFailure(cause, "amazonLoginExpired", Status.BAD_REQUEST);
            case LwaException.TIMEOUT -> new LoginFailure(cause, "amazonLoginSlow", Status.GATEWAY_TIMEOUT);
            case LwaException.RATE_LIMITED, LwaException.SERVER_ERROR, "ServerError", "temporarily_unavailable" ->
                new LoginFailure(cause, "amazonLoginUnavailable", Status.BAD_GATEWAY);
            case LwaException.UNREACHABLE,
                    LwaException.TLS_FAILURE,
                    LwaException.CONNECTION_LOST,
                    LwaException.PROXY_REFUSED -> new LoginFailure(cause, "amazonLoginUnreachable", Status.BAD_GATEWAY);
            case "invalid_client",
                    "unauthorized_client",
                    "invalid_scope",
                    "invalid_request",
                    "insufficient_scope",
                    "unsupported_grant_type",
                    "unsupported_response_type" -> new LoginFailure(cause, "amazonLoginSetup", Status.BAD_GATEWAY);
            case "invalid_grant" ->
                cause.parameter().filter("redirect_uri"::equals).isPresent()
                        ? new LoginFailure(cause, "amazonLoginSetup", Status.BAD_GATEWAY)
                        : new LoginFailure(cause, "amazonLoginExpired", Status.BAD_GATEWAY);
            default -> new LoginFailure(cause, "amazonLoginUnusable", Status.BAD_GATEWAY);
        };
    }

    /** One line at WARN; the cause's stack trace, which holds no more than addresses, at DEBUG. */
    void log(RealmModel realm, AmazonIdentityProviderConfig config) {
        LOG.warn(LogLine.of(cause, realm.getName(), config.getAlias()));
        LOG.debugf(cause, "Why the login with Amazon failed");
    }
}
