package io.github.keycloakamazon.token;

import io.github.keycloakamazon.lwa.LwaException;
import jakarta.ws.rs.core.Response.Status;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Errors;

/**
 * Why an Amazon token is not exchanged for a Keycloak token: what the application reads (RFC 6749 section 5.2, RFC 8693 section 2.2.2)
 * and what the event says.
 *
 * <p>It holds no token, name or e-mail address.
 */
public final class ExchangeRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** The HTTP status of the response. */
    private final Status status;

    /** The error code of the response. */
    private final String error;

    /** The error of the event. */
    private final String eventError;

    /** The reason in the event. */
    private final String reason;

    private ExchangeRefusal(Status status, String error, String description, String eventError, String reason) {
        super(description);
        this.status = status;
        this.error = error;
        this.eventError = eventError;
        this.reason = reason;
    }

    /**
     * The request or the setup of the client does not allow an exchange.
     *
     * @param error the OAuth error code
     * @param eventError the error of the event, one of {@link Errors}
     * @param description what the application reads, and the reason in the event
     * @return the refusal, with status 400
     */
    public static ExchangeRefusal badRequest(String error, String eventError, String description) {
        return new ExchangeRefusal(Status.BAD_REQUEST, error, description, eventError, description);
    }

    /**
     * The client or the user may not exchange tokens with this provider.
     *
     * @param description what the application reads, and the reason in the event
     * @return the refusal, {@code access_denied} with status 403
     */
    public static ExchangeRefusal forbidden(String description) {
        return new ExchangeRefusal(
                Status.FORBIDDEN, OAuthErrorException.ACCESS_DENIED, description, Errors.NOT_ALLOWED, description);
    }

    /**
     * The user must sign in with a browser first, because Keycloak has to ask something.
     *
     * @param eventError the error of the event, one of {@link Errors}
     * @param reason the reason in the event
     * @return the refusal, {@code interaction_required} with status 400
     */
    public static ExchangeRefusal browserNeeded(String eventError, String reason) {
        return new ExchangeRefusal(
                Status.BAD_REQUEST,
                OAuthErrorException.INTERACTION_REQUIRED,
                "The user must sign in with a browser first",
                eventError,
                reason);
    }

    /**
     * Another request changed the same user at the same time.
     *
     * @param reason the reason in the event
     * @return the refusal, {@code temporarily_unavailable} with status 503
     */
    public static ExchangeRefusal tryAgain(String reason) {
        return new ExchangeRefusal(
                Status.SERVICE_UNAVAILABLE,
                OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                "Another request is creating this user. Try again.",
                OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                reason);
    }

    /**
     * The user cannot be signed in because of a fault on the server, such as a mapper that fails.
     *
     * @param reason the reason in the event
     * @return the refusal, {@code server_error} with status 500
     */
    public static ExchangeRefusal fault(String reason) {
        return new ExchangeRefusal(
                Status.INTERNAL_SERVER_ERROR,
                OAuthErrorException.SERVER_ERROR,
                "The user could not be signed in. See the server's log.",
                Errors.IDENTITY_PROVIDER_ERROR,
                reason);
    }

    /**
     * The token is not accepted, or Amazon cannot be asked about it. An application may throw a token away after {@code invalid_token},
     * so trouble that passes is {@code temporarily_unavailable}.
     *
     * @param cause what failed
     * @return the refusal, with the code of the failure as the reason in the event
     */
    public static ExchangeRefusal of(LwaException cause) {
        return switch (cause.kind()) {
            case BUSY, TEMPORARY -> unavailable(Status.SERVICE_UNAVAILABLE, cause);
            case TIMEOUT, UNREACHABLE -> unavailable(Status.GATEWAY_TIMEOUT, cause);
            case SETUP, EXPIRED, REFUSED, UNUSABLE ->
                new ExchangeRefusal(
                        Status.BAD_REQUEST,
                        OAuthErrorException.INVALID_TOKEN,
                        "invalid token",
                        Errors.INVALID_TOKEN,
                        cause.code());
        };
    }

    private static ExchangeRefusal unavailable(Status status, LwaException cause) {
        return new ExchangeRefusal(
                status,
                OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                "Amazon could not be asked about the token. Try again later with the same token.",
                Errors.IDENTITY_PROVIDER_ERROR,
                cause.code());
    }

    /** {@return the HTTP status of the response} */
    public Status status() {
        return status;
    }

    /** {@return the OAuth error code of the response} */
    public String error() {
        return error;
    }

    /** {@return the description in the response} */
    public String description() {
        return String.valueOf(getMessage());
    }

    /** {@return the error of the event} */
    public String eventError() {
        return eventError;
    }

    /** {@return the reason in the event} */
    public String reason() {
        return reason;
    }
}
