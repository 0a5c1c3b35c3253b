package io.github.keycloakamazon.emulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, for ids that follow from names and for PKCE. */
final class Hashes {
    private Hashes() {}

    static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** 64 hexadecimal digits that follow from the name and what it is the name of. */
    static String hex(String kind, String name) {
        return HexFormat.of().formatHex(sha256(kind + '\0' + name));
    }
}
