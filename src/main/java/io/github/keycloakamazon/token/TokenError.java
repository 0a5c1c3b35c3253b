package io.github.keycloakamazon.token;

import io.github.keycloakamazon.lwa.LwaException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/**
 * The response to an application that asked for a user's Amazon token and gets none, as an OAuth error (RFC 6749 section 5.2).
 *
 * @param status the HTTP status
 * @param error {@code token_expired} when the user must sign in with Amazon again, {@code temporarily_unavailable} when the same
 *     request may succeed later, {@code server_error} when an administrator must act
 * @param description what the application should do
 */
record TokenError(Status status, String error, String description) {
    static TokenError of(LwaException cause) {
        return switch (cause.kind()) {
            case EXPIRED ->
                new TokenError(
                        Status.BAD_REQUEST,
                        "token_expired",
                        "Amazon no longer accepts the stored token. Sign the user in with Amazon again.");
            case BUSY ->
                new TokenError(
                        Status.SERVICE_UNAVAILABLE,
                        "temporarily_unavailable",
                        "Too many requests of this server are waiting for Amazon. Try again later.");
            case TEMPORARY ->
                new TokenError(
                        Status.SERVICE_UNAVAILABLE,
                        "temporarily_unavailable",
                        "Amazon has a problem or limits the requests of this server. Try again later.");
            case TIMEOUT, UNREACHABLE ->
                new TokenError(
                        Status.GATEWAY_TIMEOUT,
                        "temporarily_unavailable",
                        "Amazon could not be reached to renew the stored token. Try again later.");
            case SETUP, REFUSED, UNUSABLE ->
                new TokenError(
                        Status.BAD_GATEWAY,
                        "server_error",
                        "Amazon did not renew the stored token. The server log has the reason.");
        };
    }

    Response toResponse() {
        return Response.status(status)
                .entity(new OAuth2ErrorRepresentation(error, description))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
