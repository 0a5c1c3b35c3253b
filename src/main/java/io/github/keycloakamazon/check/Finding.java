package io.github.keycloakamazon.check;

import io.github.keycloakamazon.lwa.LwaException;
import java.util.Locale;

/**
 * What a check found out about one part of the set-up.
 *
 * @param subject the part
 * @param result whether it is right
 * @param code why not, as logs and the troubleshooting page name it; {@value #NO_FAULT} if it is
 * @param message the same for people, with what to do about it
 */
record Finding(Subject subject, Result result, String code, String message) {
    private static final String NO_FAULT = "ok";

    enum Subject {
        CONNECTION("connection"),
        CLIENT_ID("clientId"),
        CLIENT_SECRET("clientSecret"),
        RETURN_URL("returnUrl"),
        SCOPES("scopes");

        private final String label;

        Subject(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    enum Result {
        OK,
        WRONG,
        /** Amazon did not say, mostly because of something else that is wrong. */
        UNKNOWN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
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
