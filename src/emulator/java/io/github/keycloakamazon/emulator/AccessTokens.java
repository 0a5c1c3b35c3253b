package io.github.keycloakamazon.emulator;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a request may carry its access token. */
final class AccessTokens {
    private static final String SCHEME = "bearer ";

    private AccessTokens() {}

    /** {@code Authorization: bearer …} in any case, {@code x-amz-access-token: …} or {@code ?access_token=…}. */
    static @Nullable String anywhere(ReceivedRequest request) {
        String authorization = request.header("Authorization");
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return authorization.substring(SCHEME.length()).trim();
        }
        return inHeaderOrQuery(request);
    }

    /** {@code x-amz-access-token: …} or {@code ?access_token=…}. */
    static @Nullable String inHeaderOrQuery(ReceivedRequest request) {
        String header = request.header("x-amz-access-token");
        return header != null ? header : request.query("access_token");
    }
}
