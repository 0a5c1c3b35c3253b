package io.github.keycloakamazon.login;

import io.github.keycloakamazon.lwa.LwaException;

/** The message that the user reads on the login page after a failed login. It names Amazon and says what to do. */
final class LoginFailure {
    private LoginFailure() {}

    /** {@return the key of the message in this project's message bundles} */
    static String messageKey(LwaException cause) {
        return switch (cause.kind()) {
            case SETUP -> "amazonLoginSetup";
            case EXPIRED -> "amazonLoginExpired";
            case TEMPORARY -> "amazonLoginUnavailable";
            case TIMEOUT -> "amazonLoginSlow";
            case UNREACHABLE -> "amazonLoginUnreachable";
            case BUSY -> "amazonLoginBusy";
            case REFUSED, UNUSABLE -> "amazonLoginUnusable";
        };
    }
}
