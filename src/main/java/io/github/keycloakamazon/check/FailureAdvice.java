package io.github.keycloakamazon.check;

import io.github.keycloakamazon.lwa.LwaException;

/** Tells an administrator why the server gets no usable response from Amazon, and what to do about it. */
final class FailureAdvice {
    private FailureAdvice() {}

    static String describe(LwaException failure) {
        return switch (failure.error()) {
            case UNREACHABLE ->
                "Nothing answers at Amazon's address. See whether this server may open connections to the Internet, and"
                        + " whether its DNS and its outgoing proxy are set.";
            case TIMEOUT -> "Amazon does not answer in time. A firewall that drops connections looks the same.";
            case TLS_FAILURE ->
                "The certificate at Amazon's address is not trusted, or there is no TLS. If a proxy opens TLS, add its"
                        + " certificate authority to Keycloak's trust store.";
            case PROXY_REFUSED ->
                "The outgoing proxy wants a user name and password. Add them to Keycloak's proxy mapping.";
            case CONNECTION_LOST -> "The connection to Amazon breaks before the answer is complete.";
            case RATE_LIMITED -> "Amazon asks for fewer requests. Try again later.";
            case SERVER_ERROR, TEMPORARILY_UNAVAILABLE ->
                "Amazon, or a proxy on the way, has a fault. Try again later.";
            case BUSY -> "This server waits for Amazon with as many requests as allowed. Try again later.";
            case NO_SIGN_IN_PAGE ->
                "Amazon shows another page to this server, for example a captcha or an error page. Open the login page of the"
                        + " realm in a browser to see what users get.";
            default ->
                "What answers at Amazon's address does not answer like Amazon, and is most likely a proxy or a login"
                        + " page of the network's.";
        };
    }
}
