package io.github.keycloakamazon.emulator;

/** A documented error of Login with Amazon, thrown where it is found and put on the wire in one place per endpoint. */
final class ProtocolError extends RuntimeException {
    private final int status;
    private final String code;
    private final String description;

    ProtocolError(int status, String code, String description) {
        super(code + ": " + description, null, false, false);
        this.status = status;
        this.code = code;
        this.description = description;
    }

    static ProtocolError missing(String parameter) {
        return new ProtocolError(400, "invalid_request", "The request is missing a required parameter : " + parameter);
    }

    static ProtocolError invalid(String parameter) {
        return new ProtocolError(400, "invalid_request", invalidText(parameter));
    }

    static ProtocolError invalidGrant(String parameter) {
        return new ProtocolError(400, "invalid_grant", "The request has an invalid grant parameter : " + parameter);
    }

    static ProtocolError invalidToken() {
        return new ProtocolError(400, "invalid_token", invalidText("access_token"));
    }

    static ProtocolError invalidScope() {
        return new ProtocolError(400, "invalid_scope", invalidText("scope"));
    }

    static ProtocolError invalidClient() {
        return new ProtocolError(401, "invalid_client", "Client authentication failed");
    }

    static ProtocolError unsupportedGrantType() {
        return new ProtocolError(
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String description() {
        return description;
    }

    private static String invalidText(String parameter) {
        return "The request has an invalid parameter : " + parameter;
    }
}
