package io.github.keycloakamazon.demo.app;

import org.jspecify.annotations.Nullable;

/** A login that came to nothing. The message is for the person in front of the browser. */
final class LoginException extends Exception {
    LoginException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    LoginException(String message) {
        this(message, null);
    }
}
