package io.github.keycloakamazon.lwa;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Why a call to Amazon failed, or why its response cannot be accepted. Each constant has a stable {@linkplain #code() code}, the same
 * in log lines, events, metrics and on the troubleshooting page: Amazon's own code where Amazon defines one, a code of this project
 * otherwise.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">RFC 6749 sections 4.1.2.1 and 5.2</a>
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/access-token.html">Amazon: Access Token</a>
 */
public enum LwaError {
    // ---- Amazon's own codes

    /** Amazon does not accept the client ID and secret. */
    INVALID_CLIENT("invalid_client", Kind.SETUP),
    /** The client may not do this: the grant or the refresh token belongs to another client. */
    UNAUTHORIZED_CLIENT("unauthorized_client", Kind.SETUP),
    /** Amazon does not know the scope, or does not allow it for this client. */
    INVALID_SCOPE("invalid_scope", Kind.SETUP),
    /** A parameter is missing or malformed. */
    INVALID_REQUEST("invalid_request", Kind.SETUP),
    /** The access token does not have the scope that the call needs. */
    INSUFFICIENT_SCOPE("insufficient_scope", Kind.SETUP),
    /** The token endpoint does not support the grant type. */
    UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", Kind.SETUP),
    /** The authorization endpoint does not support the response type. */
    UNSUPPORTED_RESPONSE_TYPE("unsupported_response_type", Kind.SETUP),
    /** The authorization code or the refresh token is invalid, expired, revoked or already used. */
    INVALID_GRANT("invalid_grant", Kind.EXPIRED),
    /** The user, or a policy of Amazon's, refused the request. */
    ACCESS_DENIED("access_denied", Kind.REFUSED),
    /** Amazon does not accept the access token. */
    INVALID_TOKEN("invalid_token", Kind.REFUSED),
    /** Amazon is overloaded or under maintenance. */
    TEMPORARILY_UNAVAILABLE("temporarily_unavailable", Kind.TEMPORARY),
    /** Amazon, or a proxy on the way, has a fault (HTTP 5xx). Amazon's profile endpoint writes it {@code ServerError}. */
    SERVER_ERROR("server_error", Kind.TEMPORARY),

    // ---- No response

    /** No complete response within the deadline. */
    TIMEOUT("timeout", Kind.TIMEOUT),
    /** No connection: unknown host, refused, or no route. */
    UNREACHABLE("unreachable", Kind.UNREACHABLE),
    /** No trusted TLS session: unknown certificate authority, wrong host name, or no TLS at all. */
    TLS_FAILURE("tls_failure", Kind.UNREACHABLE),
    /** The outgoing proxy requires authentication (HTTP 407). */
    PROXY_REFUSED("proxy_refused", Kind.UNREACHABLE),
    /** The connection broke before the response was complete. */
    CONNECTION_LOST("connection_lost", Kind.UNREACHABLE),
    /** The call was not made, because too many requests are waiting for Amazon. */
    BUSY("busy", Kind.BUSY),

    // ---- A response that cannot be used

    /** Amazon asks for fewer calls (HTTP 429). */
    RATE_LIMITED("rate_limited", Kind.TEMPORARY),
    /** A status other than 200 without a code of Amazon's. A redirect is one. */
    UNEXPECTED_STATUS("unexpected_status", Kind.UNUSABLE),
    /** The response is not the JSON object that it must be. */
    MALFORMED_RESPONSE("malformed_answer", Kind.UNUSABLE),
    /** The response has more than {@value BoundedHttp#MAX_RESPONSE_BYTES} bytes. */
    RESPONSE_TOO_LARGE("answer_too_large", Kind.UNUSABLE),
    /** Amazon sent an {@code error} code that is not defined for Login with Amazon. */
    UNKNOWN_ERROR("unknown_error", Kind.UNUSABLE),
    /** A token response has no usable access token. */
    MISSING_ACCESS_TOKEN("missing_access_token", Kind.UNUSABLE),
    /** A profile or tokeninfo response has no usable user_id. */
    MISSING_USER_ID("missing_user_id", Kind.UNUSABLE),

    // ---- A token that must not be accepted

    /** The access token was issued to another application. */
    WRONG_AUDIENCE("wrong_audience", Kind.REFUSED),
    /** The access token was not issued by Amazon. */
    WRONG_ISSUER("wrong_issuer", Kind.REFUSED),
    /** Tokeninfo and profile name different users for one access token. */
    WRONG_USER("wrong_user", Kind.REFUSED),
    /** The access token has expired. */
    TOKEN_EXPIRED("token_expired", Kind.EXPIRED),
    /** The text cannot be an access token. */
    MALFORMED_TOKEN("malformed_token", Kind.REFUSED),

    // ---- What Amazon's sign-in page says

    /** Amazon's sign-in page does not know the client ID in this region. */
    UNKNOWN_CLIENT_ID("unknown_client_id", Kind.SETUP),
    /** The redirect URI is not among the allowed return URLs of the security profile. */
    RETURN_URL_NOT_ALLOWED("return_url_not_allowed", Kind.SETUP),
    /** The page is not Amazon's sign-in page: an error page, a captcha, or a page that tests the browser first. */
    NO_SIGN_IN_PAGE("no_sign_in_page", Kind.UNUSABLE),

    // ---- A callback that must not be accepted

    /** The callback brought an authorization code that this provider did not request in this login. */
    UNSOLICITED("unsolicited", Kind.EXPIRED);

    /** Amazon's spelling of {@link #SERVER_ERROR} at the profile endpoint. */
    private static final String SERVER_ERROR_ALIAS = "ServerError";

    private static final Set<LwaError> OF_AMAZON = EnumSet.range(INVALID_CLIENT, SERVER_ERROR);

    private final String code;
    private final Kind kind;

    LwaError(String code, Kind kind) {
        this.code = code;
        this.kind = kind;
    }

    /** What can be done about an error. Messages, responses and alerts follow from it. */
    public enum Kind {
        /** An administrator must correct the setup, here or at Amazon. */
        SETUP,
        /** The user must sign in with Amazon again. */
        EXPIRED,
        /** Amazon has a problem that passes. */
        TEMPORARY,
        /** Amazon did not respond in time. */
        TIMEOUT,
        /** This server cannot reach Amazon. */
        UNREACHABLE,
        /** Too many requests of this server are waiting for Amazon. */
        BUSY,
        /** The token or the request was refused, and will be refused again. */
        REFUSED,
        /** Amazon, or whatever responds in its place, sent something that cannot be used. */
        UNUSABLE;

        /** {@return whether the same request may succeed later, with nothing changed} */
        public boolean isTemporary() {
            return this == TEMPORARY || this == TIMEOUT || this == UNREACHABLE || this == BUSY;
        }
    }

    /** {@return the text in logs, events and metrics} */
    public String code() {
        return code;
    }

    /** {@return whether the code is Amazon's, so that it can be in a response of Amazon} */
    public boolean isOfAmazon() {
        return OF_AMAZON.contains(this);
    }

    /** {@return what can be done about it, unless the failure itself {@linkplain LwaException#kind() says more}} */
    public Kind kind() {
        return kind;
    }

    /**
     * Judges an error response by its status first: whatever the body says, 429 and 5xx are temporary, and 407 is the proxy's.
     *
     * @param code the {@code error} field of the response
     * @param status the HTTP status, 0 for an error that came by redirect
     */
    static LwaError ofResponse(String code, int status) {
        if (status == 429 || status == 407 || status >= 500) {
            return ofStatus(status);
        }
        return SERVER_ERROR_ALIAS.equals(code) ? SERVER_ERROR : ofCode(code).orElse(UNKNOWN_ERROR);
    }

    /** Judges a response that has no {@code error} field. */
    static LwaError ofStatus(int status) {
        return switch (status) {
            case 429 -> RATE_LIMITED;
            case 407 -> PROXY_REFUSED;
            default -> status >= 500 ? SERVER_ERROR : UNEXPECTED_STATUS;
        };
    }

    /** The other codes are what this provider found out by itself: a response that has one of them proves nothing of the kind. */
    private static Optional<LwaError> ofCode(String code) {
        return OF_AMAZON.stream().filter(error -> error.code.equals(code)).findFirst();
    }
}
