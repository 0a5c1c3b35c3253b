package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaException;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;

/**
 * Why an application that asked for a person's stored Amazon token gets none, as an OAuth error (RFC 6749 section 5.2).
 *
 * @param error {@code token_expired} when the person must sign in with Amazon again, {@code temporarily_unavailable} when trying again
 *     later may help, {@code server_error} when an administrator must act
 */
record TokenFailure(LwaException cause, Status status, String error, String description) {
    private static final Logger LOG = Logger.getLogger(AmazonIdentityProvider.class);

    private static final String TEMPORARY = "temporarily_unavailable";

    static TokenFailure of(LwaException cause) {
        return switch (cause.code()) {
            case "invalid_grant", LwaException.TOKEN_EXPIRED ->
                new TokenFailure(
                        cause,
                        Status.BAD_REQUEST,
                        "token_expired",
                        "Amazon no longer accepts the stored token. Sign the person in with Amazon again.");
            case LwaException.BUSY, LwaException.RATE_LIMITED, LwaException.SERVER_ERROR, "ServerError", TEMPORARY ->
                new TokenFailure(
                        cause,
                        Status.SERVICE_UNAVAILABLE,
                        TEMPORARY,
                        "Amazon is too busy to renew the stored token. Try again later.");
            case LwaException.TIMEOUT,
                    LwaException.UNREACHABLE,
                    LwaException.TLS_FAILURE,
                    LwaException.PROXY_REFUSED,
                    LwaException.CONNECTION_LOST ->
                new TokenFailure(
                        cause,
                        Status.GATEWAY_TIMEOUT,
                        TEMPORARY,
                        "Amazon could not be reached to renew the stored token. Try again later.");
            default ->
                new TokenFailure(
                        cause,
                        Status.BAD_GATEWAY,
                        "server_error",
                        "Amazon did not renew the stored token. The server's log says why.");
        };
    }

    /** Whether trying again later may help. */
    boolean isTemporary() {
        return error.equals(TEMPORARY);
    }

    /** The error as JSON. Its texts need no escaping. */
    String body() {
        return "{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}";
    }

    void log(RealmModel realm, AmazonIdentityProviderConfig config) {
        LOG.warn(LogLine.of(cause, realm.getName(), config.getAlias()));
    }
}
