package io.github.keycloakamazon.lwa;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A call to Amazon that failed, or a response that must not be accepted.
 *
 * <p>It holds no token, authorization code, client secret, name or e-mail address, so it may be logged as it is.
 */
public final class LwaException extends Exception {
    private static final Pattern PRINTABLE_CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Pattern PRINTABLE_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern PARAMETER_AT_END = Pattern.compile(":\\s*([a-z][a-z_]{0,31})\\b");
    private static final String REDIRECT_URI = "redirect_uri";

    private static final long serialVersionUID = 1L;

    /** Which call failed. */
    private final LwaCall call;

    /** Why. */
    private final LwaError error;

    /** The HTTP status, 0 without a response. */
    private final int status;

    /** The parameter that Amazon objects to, empty when it did not say. */
    private final String parameter;

    /** Amazon's code, empty when there is none. */
    private final String amazonCode;

    private LwaException(LwaCall call, LwaError error, Details details, Optional<Throwable> cause) {
        super(describe(call, error, details), cause.orElse(null));
        this.call = call;
        this.error = error;
        this.status = details.status();
        this.parameter = details.parameter();
        this.amazonCode = details.amazonCode();
    }

    /**
     * The parts of a response that may be logged.
     *
     * @param status the HTTP status, 0 without a response
     * @param parameter the parameter that Amazon objects to, or empty
     * @param amazonCode Amazon's code, which can differ from that of the {@link LwaError}, or empty
     * @param requestId Amazon's id of the request, or empty
     */
    private record Details(int status, String parameter, String amazonCode, String requestId) {
        static final Details NONE = ofStatus(0);

        static Details ofStatus(int status) {
            return new Details(status, "", "", "");
        }
    }

    /**
     * A failure without a response.
     *
     * @param call the call that failed, or that was not made
     * @param error why
     * @return the failure
     */
    public static LwaException of(LwaCall call, LwaError error) {
        return new LwaException(call, error, Details.NONE, Optional.empty());
    }

    /** A failure of the network, with its cause. */
    static LwaException of(LwaCall call, LwaError error, Throwable cause) {
        return new LwaException(call, error, Details.NONE, Optional.of(cause));
    }

    /** A response that cannot be used. */
    static LwaException of(LwaCall call, LwaError error, int status) {
        return new LwaException(call, error, Details.ofStatus(status), Optional.empty());
    }

    /**
     * An error response. Only what has a known, harmless form is kept.
     *
     * @param code the {@code error} field
     * @param description the {@code error_description} field, of which at most the name of the offending parameter is kept
     * @param requestId the {@code request_id} field, by which Amazon's support finds the call
     */
    static LwaException refused(LwaCall call, int status, String code, String description, String requestId) {
        LwaError error = LwaError.ofResponse(code, status);
        var parameter = PARAMETER_AT_END.matcher(description);
        return new LwaException(
                call,
                error,
                new Details(
                        status,
                        parameter.find() ? parameter.group(1) : "",
                        PRINTABLE_CODE.matcher(code).matches() ? code : "",
                        PRINTABLE_ID.matcher(requestId).matches() ? requestId : ""),
                Optional.empty());
    }

    /**
     * An error of an authorization response. It came through the browser, so anyone can have written it.
     *
     * @param error the {@code error} parameter
     * @param description the {@code error_description} parameter
     * @return the failure
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">RFC 6749 section 4.1.2.1</a>
     */
    public static LwaException refusedByRedirect(String error, String description) {
        return refused(LwaCall.AUTHORIZATION, 0, error, description, "");
    }

    private static String describe(LwaCall call, LwaError error, Details details) {
        StringBuilder text = new StringBuilder("Amazon's ")
                .append(call.label())
                .append(" call failed: ")
                .append(error.code());
        if (!details.amazonCode().isEmpty() && !details.amazonCode().equals(error.code())) {
            text.append(", error ").append(details.amazonCode());
        }
        if (!details.parameter().isEmpty()) {
            text.append(", parameter ").append(details.parameter());
        }
        if (details.status() != 0) {
            text.append(", HTTP status ").append(details.status());
        }
        if (!details.requestId().isEmpty()) {
            text.append(", request_id ").append(details.requestId());
        }
        return text.toString();
    }

    /** {@return the call that failed} */
    public LwaCall call() {
        return call;
    }

    /** {@return why it failed} */
    public LwaError error() {
        return error;
    }

    /** {@return the stable text of the error in logs, events and metrics} */
    public String code() {
        return error.code();
    }

    /** {@return the code as Amazon sent it, when it sent one of a harmless form} */
    public Optional<String> amazonCode() {
        return amazonCode.isEmpty() ? Optional.empty() : Optional.of(amazonCode);
    }

    /**
     * What can be done about it. The same code can mean something else in another step: a redirect URI that does not match is a
     * mistake of the setup, and a refresh token of another client is replaced when the user signs in again.
     *
     * @return the kind of the error in this step
     */
    public LwaError.Kind kind() {
        if (error == LwaError.INVALID_GRANT && parameter.equals(REDIRECT_URI)) {
            return LwaError.Kind.SETUP;
        }
        if (error == LwaError.UNAUTHORIZED_CLIENT && call == LwaCall.REFRESH) {
            return LwaError.Kind.EXPIRED;
        }
        return error.kind();
    }

    /** {@return the HTTP status, when there was a response} */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** {@return the parameter that Amazon objects to, when it said so, such as {@code redirect_uri} or {@code code}} */
    public Optional<String> parameter() {
        return parameter.isEmpty() ? Optional.empty() : Optional.of(parameter);
    }
}
