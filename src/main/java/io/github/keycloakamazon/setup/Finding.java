package io.github.keycloakamazon.setup;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a check found out about one part of the setup.
 *
 * @param subject the part
 * @param result whether it is correct
 * @param code the code of the error, as in logs and on the troubleshooting page; {@value #NO_FAULT} without one
 * @param message what was found, and what to do about it
 * @param basis what the check saw, from which the result follows
 */
public record Finding(Subject subject, Result result, String code, String message, String basis) {
    private static final String NO_FAULT = "ok";

    /** A part of the setup. */
    public enum Subject {
        /** Whether this server reaches Amazon's token endpoint. */
        @JsonProperty("connection")
        CONNECTION,
        /** The client ID. */
        @JsonProperty("clientId")
        CLIENT_ID,
        /** The client secret. */
        @JsonProperty("clientSecret")
        CLIENT_SECRET,
        /** The return URL. */
        @JsonProperty("returnUrl")
        RETURN_URL,
        /** The scopes. */
        @JsonProperty("scopes")
        SCOPES
    }

    /** Whether a part of the setup is correct. */
    public enum Result {
        /** Amazon accepts it. */
        @JsonProperty("ok")
        OK,
        /** Amazon refuses it, or is not reached. */
        @JsonProperty("wrong")
        WRONG,
        /** Amazon did not say, in most cases because something else is wrong, or because of a temporary problem. */
        @JsonProperty("unknown")
        UNKNOWN
    }

    static Finding ok(Subject subject, Evidence basis, String message) {
        return new Finding(subject, Result.OK, NO_FAULT, message, basis.text());
    }

    static Finding wrong(Subject subject, Evidence basis, String message) {
        return new Finding(subject, Result.WRONG, basis.code(NO_FAULT), message, basis.text());
    }

    static Finding unknown(Subject subject, Evidence basis, String message) {
        return new Finding(subject, Result.UNKNOWN, basis.code(NO_FAULT), message, basis.text());
    }
}
