package io.github.keycloakamazon.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.keycloakamazon.lwa.LwaException;

/**
 * What a check found out about one part of the setup.
 *
 * @param subject the part
 * @param result whether it is correct
 * @param code the code of the error, as in logs and on the troubleshooting page; {@value #NO_FAULT} without one
 * @param message what was found, and what to do about it
 */
public record Finding(Subject subject, Result result, String code, String message) {
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
        /** Amazon refuses it. */
        @JsonProperty("wrong")
        WRONG,
        /** Amazon did not say, in most cases because something else is wrong. */
        @JsonProperty("unknown")
        UNKNOWN
    }

    static Finding ok(Subject subject, String message) {
        return new Finding(subject, Result.OK, NO_FAULT, message);
    }

    static Finding wrong(Subject subject, LwaException cause, String message) {
        return new Finding(subject, Result.WRONG, cause.code(), message);
    }

    static Finding unknown(Subject subject, LwaException cause, String message) {
        return new Finding(subject, Result.UNKNOWN, cause.code(), message);
    }
}
