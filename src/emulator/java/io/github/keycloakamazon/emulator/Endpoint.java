package io.github.keycloakamazon.emulator;

import org.jspecify.annotations.Nullable;

/** The four addresses of Login with Amazon that a relying party uses. */
public enum Endpoint {
    /** Where the browser is sent. */
    AUTHORIZE("/ap/oa"),
    /** Codes and refresh tokens for access tokens. */
    TOKEN("/auth/o2/token"),
    /** Who the person is. */
    PROFILE("/user/profile"),
    /** Whom an access token was issued to. */
    TOKENINFO("/auth/o2/tokeninfo");

    private final String path;

    Endpoint(String path) {
        this.path = path;
    }

    /** The path as in Amazon's documentation. */
    public String path() {
        return path;
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
