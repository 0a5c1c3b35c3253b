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

    /** Recorded of Amazon, the name of a Java object included. */
    static ProtocolError scopeWithoutPermission() {
        return new ProtocolError(
                400,
                "invalid_scope",
                "Client does not have permission to use scope : com.amazon.aztec.service.Scope@"
                        + Secrets.identityHash());
    }

    /** Recorded of Amazon for a client id of another shape than its own. */
    static ProtocolError invalidClientId() {
        return new ProtocolError(400, "InvalidValue", invalidText("client_id"));
    }

    /** The text is not known: Amazon's own clients read the code alone. */
    static ProtocolError authorizationPending() {
        return new ProtocolError(400, "authorization_pending", "The user has not entered the user code yet");
    }

    /** The text is not known: Amazon's own clients read the code alone. */
    static ProtocolError slowDown() {
        return new ProtocolError(400, "slow_down", "The device polls more often than allowed");
    }

    /** The text is not known: Amazon's own clients read the code alone. */
    static ProtocolError invalidCodePair() {
        return new ProtocolError(400, "invalid_code_pair", "The user code and the device code are not valid");
    }

    static ProtocolError malformedRequest() {
        return new ProtocolError(400, "invalid_request", "Malformed request");
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
