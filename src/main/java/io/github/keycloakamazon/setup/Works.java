package io.github.keycloakamazon.setup;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** Whether users can sign in, as far as a check can find out. In JSON: {@code true}, {@code false} or {@code null}. */
public enum Works {
    /** Amazon has shown that each part of the setup is correct. */
    YES(true),
    /** Something is wrong. */
    NO(false),
    /** Nothing was found wrong, and not every part could be checked. */
    NOT_KNOWN(null);

    private final @Nullable Boolean json;

    Works(@Nullable Boolean json) {
        this.json = json;
    }

    /** {@return the value in JSON, null if it is not known} */
    @JsonValue
    public @Nullable Boolean json() {
        return json;
    }
}
