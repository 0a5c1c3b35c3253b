package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.Region;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request wants a place in the bulkhead for.
 *
 * @param firstCall the call to Amazon that it starts with
 * @param share whose places it may take
 * @param region the region that it calls
 * @param user a key for the user whose stored token it renews, if it does
 */
public record Admission(LwaCall firstCall, Share share, Region region, Optional<String> user) {
    /** Who shares the places. */
    public enum Share {
        /** Users who sign in. They may take all places. */
        LOGIN,
        /** Token exchanges, token renewals and setup checks, which may take half of them. */
        OTHER;

        /** {@return the name in metrics} */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A user signs in.
     *
     * @param firstCall the call that the login starts with
     * @param region the region that is called
     * @return the admission
     */
    public static Admission login(LwaCall firstCall, Region region) {
        return new Admission(firstCall, Share.LOGIN, region, Optional.empty());
    }

    /**
     * An application exchanges a token, or an administrator checks the setup.
     *
     * @param firstCall the call that it starts with
     * @param region the region that is called
     * @return the admission
     */
    public static Admission other(LwaCall firstCall, Region region) {
        return new Admission(firstCall, Share.OTHER, region, Optional.empty());
    }

    /**
     * The stored token of a user is renewed.
     *
     * @param region the region that is called
     * @param user a key for the user
     * @return the admission
     */
    public static Admission renewal(Region region, String user) {
        return new Admission(LwaCall.REFRESH, Share.OTHER, region, Optional.of(user));
    }
}
