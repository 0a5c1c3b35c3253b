package io.github.keycloakamazon.emulator;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The endpoints of Login with Amazon that a client uses. */
public enum Endpoint {
    /** Where the browser is sent. */
    AUTHORIZE("/ap/oa", "GET", false),
    /** Codes and refresh tokens for access tokens. */
    TOKEN("/auth/o2/token", "POST", true),
    /** Who the user is. */
    PROFILE("/user/profile", "GET", true),
    /** Whom an access token was issued to. */
    TOKENINFO("/auth/o2/tokeninfo", "GET", false),
    /** A user code and a device code, for a device without a browser. */
    CODEPAIR("/auth/o2/create/codepair", "POST", true),
    /** The profile in its older form, on the host of the pages. */
    LEGACY_PROFILE("/ap/user/profile", "GET", false);

    private final String path;
    private final String method;
    private final boolean crossOrigin;

    Endpoint(String path, String method, boolean crossOrigin) {
        this.path = path;
        this.method = method;
        this.crossOrigin = crossOrigin;
    }

    /** The path as in Amazon's documentation. */
    public String path() {
        return path;
    }

    /** The one method it answers. */
    String method() {
        return method;
    }

    /** Whether published front ends call it from a page of another origin. */
    boolean crossOrigin() {
        return crossOrigin;
    }

    /** What the configuration file and the control API call it, such as {@code token} or {@code legacy-profile}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All {@linkplain #key() keys}. */
    static List<String> keys() {
        return Stream.of(values()).map(Endpoint::key).toList();
    }

    /**
     * The endpoint of a {@linkplain #key() key}.
     *
     * @throws IllegalArgumentException where there is none
     */
    static Endpoint of(String key) {
        for (Endpoint endpoint : values()) {
            if (endpoint.key().equals(key)) {
                return endpoint;
            }
        }
        throw new IllegalArgumentException("unknown endpoint \"" + key + "\"; known: " + String.join(", ", keys()));
    }

    /** The endpoint at a request's path. Amazon takes {@code /auth/O2/} for {@code /auth/o2/}. */
    static @Nullable Endpoint at(String path) {
        String spelled = path.startsWith("/auth/O2/") ? "/auth/o2/" + path.substring("/auth/O2/".length()) : path;
        for (Endpoint endpoint : values()) {
            if (endpoint.path.equals(spelled)) {
                return endpoint;
            }
        }
        return null;
    }
}
