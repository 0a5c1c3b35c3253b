package io.github.keycloakamazon.lwa;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A call to Amazon that failed, or an answer of Amazon's that must not be believed.
 *
 * <p>Nothing in it is secret: no token, code, client secret, name or e-mail, so it may be logged as it is. Its {@linkplain #code()
 * code} is stable: Amazon's own where Amazon sent one ({@code invalid_client}, {@code invalid_grant}, …), else one of the constants
 * here.
 */
public final class LwaException extends Exception {
    /** No complete answer within the deadlines. */
    public static final String TIMEOUT = "timeout";
    /** No connection: unknown host, refused, no route. */
    public static final String UNREACHABLE = "unreachable";
    /** A connection without a trustworthy TLS session: an unknown certificate authority, a wrong host name, no TLS at all. */
    public static final String TLS_FAILURE = "tls_failure";
    /** The proxy on the way to Amazon wants to know who asks (HTTP 407). */
    public static final String PROXY_REFUSED = "proxy_refused";
    /** The connection broke before the answer was complete. */
    public static final String CONNECTION_LOST = "connection_lost";
    /** Not even tried: as many calls as allowed are waiting for Amazon already. */
    public static final String BUSY = "busy";
    /** Amazon asked for fewer calls (HTTP 429). */
    public static final String RATE_LIMITED = "rate_limited";
    /** Amazon failed (HTTP 5xx) without a code of its own. */
    public static final String SERVER_ERROR = "server_error";
    /** A status other than 200 without a code of Amazon's own; a redirect is one. */
    public static final String UNEXPECTED_STATUS = "unexpected_status";
    /** An answer that is not the JSON object it should be. */
    public static final String MALFORMED_ANSWER = "malformed_answer";
    /** An answer of more than {@value BoundedHttp#MAX_ANSWER_BYTES} bytes. */
    public static final String ANSWER_TOO_LARGE = "answer_too_large";
    /** An {@code error} member in which Amazon's code cannot be made out. */
    public static final String UNKNOWN_ERROR = "unknown_error";
    /** A token answer without a usable access token. */
    public static final String MISSING_ACCESS_TOKEN = "missing_access_token";
    /** A profile or tokeninfo answer without a usable user_id. */
    public static final String MISSING_USER_ID = "missing_user_id";
    /** An access token that was issued to another application. */
    public static final String WRONG_AUDIENCE = "wrong_audience";
    /** An access token that was not issued by Amazon. */
    public static final String WRONG_ISSUER = "wrong_issuer";
    /** An access token whose tokeninfo and profile speak of different people. */
    public static final String WRONG_USER = "wrong_user";
    /** An access token without time left. */
    public static final String TOKEN_EXPIRED = "token_expired";
    /** Text that cannot be an access token at all. */
    public static final String MALFORMED_TOKEN = "malformed_token";

    /** A client id that Amazon's sign-in page does not know in the region. */
    public static final String UNKNOWN_CLIENT_ID = "unknown_client_id";
    /** A redirect URI that is not among the allowed return URLs of the security profile. */
    public static final String RETURN_URL_NOT_ALLOWED = "return_url_not_allowed";

    /** An authorization code that was not asked for in this login, or not by this provider. */
    public static final String UNSOLICITED = "unsolicited";

    private static final Pattern PRINTABLE_CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Pattern PRINTABLE_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern PARAMETER_AT_END = Pattern.compile(":\\s*([a-z][a-z_]{0,31})\\b");

    private static final long serialVersionUID = 1L;

    /** Which call failed. */
    private final LwaCall call;

    /** Amazon's code or one of the above. */
    private final String code;

    /** The HTTP status, 0 without an answer. */
    private final int status;

    /** What Amazon objects to, empty when it did not say. */
    private final String parameter;

    /** Amazon's id of the request, empty when it sent none. */
    private final String requestId;

    private LwaException(
            LwaCall call, String code, int status, String parameter, String requestId, Optional<Throwable> cause) {
        super(describe(call, code, status, parameter, requestId), cause.orElse(null));
        this.call = call;
        this.code = code;
        this.status = status;
        this.parameter = parameter;
        this.requestId = requestId;
    }

    /** A failure without an HTTP answer. */
    static LwaException of(LwaCall call, String code) {
        return new LwaException(call, code, 0, "", "", Optional.empty());
    }

    /** A failure of the network, with its cause. */
    static LwaException of(LwaCall call, String code, Throwable cause) {
        return new LwaException(call, code, 0, "", "", Optional.of(cause));
    }

    /** An answer that cannot be used. */
    static LwaException of(LwaCall call, String code, int status) {
        return new LwaException(call, code, status, "", "", Optional.empty());
    }

    /**
     * A refusal in Amazon's own words, of which only what has a known, harmless form is kept.
     *
     * @param code the {@code error} member
     * @param description the {@code error_description} member, of which at most the offending parameter's name is kept
     * @param requestId the {@code request_id} member, by which Amazon's support finds the call
     */
    static LwaException refused(LwaCall call, int status, String code, String description, String requestId) {
        var parameter = PARAMETER_AT_END.matcher(description);
        return new LwaException(
                call,
                PRINTABLE_CODE.matcher(code).matches() ? code : UNKNOWN_ERROR,
                status,
                parameter.find() ? parameter.group(1) : "",
                PRINTABLE_ID.matcher(requestId).matches() ? requestId : "",
                Optional.empty());
    }

    /**
     * A refusal that the browser brought back from Amazon, or that somebody made it bring.
     *
     * @param error the {@code error} parameter
     * @param description the {@code error_description} parameter
     * @return the failure
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">RFC 6749 section 4.1.2.1</a>
     */
    public static LwaException refusedByRedirect(String error, String description) {
        return refused(LwaCall.AUTHORIZATION, 0, error, description, "");
    }

    /**
     * A call that was not made because too many others wait for Amazon.
     *
     * @param call which
     * @return the failure
     */
    public static LwaException busy(LwaCall call) {
        return of(call, BUSY);
    }

    /**
     * A code that the browser brought without having been sent for one.
     *
     * @return the failure
     */
    public static LwaException unsolicited() {
        return of(LwaCall.AUTHORIZATION, UNSOLICITED);
    }

    /**
     * A call of another request's that this one waited for, and that took too long.
     *
     * @param call which
     * @return the failure
     */
    public static LwaException timeout(LwaCall call) {
        return of(call, TIMEOUT);
    }

    /**
     * A token that has run out and cannot be renewed.
     *
     * @param call the call that it was needed for
     * @return the failure
     */
    public static LwaException expired(LwaCall call) {
        return of(call, TOKEN_EXPIRED);
    }

    private static String describe(LwaCall call, String code, int status, String parameter, String requestId) {
        StringBuilder text = new StringBuilder("Amazon's ")
                .append(call.label())
                .append(" call failed: ")
                .append(code);
        if (!parameter.isEmpty()) {
            text.append(", parameter ").append(parameter);
        }
        if (status != 0) {
            text.append(", HTTP status ").append(status);
        }
        if (!requestId.isEmpty()) {
            text.append(", request_id ").append(requestId);
        }
        return text.toString();
    }

    /** {@return the call that failed} */
    public LwaCall call() {
        return call;
    }

    /** {@return the stable code, by which logs, events, metrics and the troubleshooting page name this failure} */
    public String code() {
        return code;
    }

    /** {@return the HTTP status, when there was an answer} */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** {@return the parameter Amazon objects to, when it said so, such as {@code redirect_uri} or {@code code}} */
    public Optional<String> parameter() {
        return parameter.isEmpty() ? Optional.empty() : Optional.of(parameter);
    }

    /** {@return Amazon's id of the failed request, when it sent one} */
    public Optional<String> requestId() {
        return requestId.isEmpty() ? Optional.empty() : Optional.of(requestId);
    }
}
