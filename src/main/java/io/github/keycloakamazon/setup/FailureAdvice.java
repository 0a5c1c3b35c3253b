package io.github.keycloakamazon.setup;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;

/** Tells an administrator why the server gets no usable response from Amazon, and what to do about it. */
public final class FailureAdvice {
    private static final String ANOTHER_PAGE =
            "Another page opens instead, for example a captcha, an error page or a page of a proxy. Open the login page of"
                    + " the realm in a browser to see what users get.";

    private static final String NOT_OF_AMAZON =
            "The response does not look like one of Amazon. It is most likely from a proxy or from a login page of the"
                    + " network.";

    private FailureAdvice() {}

    /**
     * Describes a failure.
     *
     * @param failure of a call to Amazon
     * @return sentences for the administrator
     */
    public static String describe(LwaException failure) {
        return switch (failure.error()) {
            case UNREACHABLE ->
                "Amazon's host cannot be reached. Check whether this server can open connections to the Internet, and"
                        + " whether its DNS and its outgoing proxy are configured.";
            case TIMEOUT -> "Amazon did not respond in time. A firewall that drops connections has the same effect.";
            case TLS_FAILURE ->
                "The certificate of Amazon's host is not trusted, or there is no TLS. If a proxy inspects TLS, add its"
                        + " certificate authority to Keycloak's truststore.";
            case PROXY_REFUSED ->
                "The outgoing proxy requires a username and a password. Add them to Keycloak's proxy mapping.";
            case CONNECTION_LOST -> "The connection to Amazon was closed before the response was complete.";
            case RATE_LIMITED -> "Amazon limits the number of requests. Try again later.";
            case SERVER_ERROR, TEMPORARILY_UNAVAILABLE ->
                "Amazon, or a proxy in between, has a problem. Try again later.";
            case BUSY -> "Too many requests of this server are waiting for Amazon. Try again later.";
            case NO_SIGN_IN_PAGE -> ANOTHER_PAGE;
            case UNEXPECTED_STATUS, MALFORMED_RESPONSE, RESPONSE_TOO_LARGE, MISSING_ACCESS_TOKEN ->
                failure.call() == LwaCall.AUTHORIZATION ? ANOTHER_PAGE : NOT_OF_AMAZON;
            default ->
                "Amazon, or a proxy in between, sent an error that this provider does not expect here" + codeOf(failure)
                        + ".";
        };
    }

    /**
     * Describes a refusal.
     *
     * @param failure of a request that Amazon refused
     * @return a sentence with the error as Amazon sent it
     */
    static String refusal(LwaException failure) {
        String sentence = "Amazon refused the " + failure.call().label() + " request" + codeOf(failure) + ".";
        return failure.kind() == LwaError.Kind.TEMPORARY ? sentence + " Try again later." : sentence;
    }

    private static String codeOf(LwaException failure) {
        return failure.amazonCode().map(code -> ": " + code).orElse("");
    }
}
