package io.github.keycloakamazon.emulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;

/** A PKCE code challenge (RFC 7636 section 4). */
record Challenge(Method method, String value) {
    /** Verifiers and challenges alike: 43 to 128 unreserved characters. */
    static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    boolean isMetBy(String verifier) {
        String derived = method == Method.PLAIN
                ? verifier
                : Base64.getUrlEncoder().withoutPadding().encodeToString(Hashes.sha256(verifier));
        return MessageDigest.isEqual(derived.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    enum Method {
        PLAIN,
        S256
    }
}
