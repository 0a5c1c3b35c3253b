package io.github.keycloakamazon.emulator;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Codes and tokens in the shape of Amazon's: prefix, bar, {@code IwEB…}, and as long as live ones. */
final class Secrets {
    /** What any code must look like: 18 to 128 characters. */
    static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{18,128}");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String CODE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CODE_LENGTH = 20;
    private static final int TOKEN_BYTES = 276;
    private static final int ERROR_INDEX_BYTES = 186;
    private static final byte[] IWEB = {0x23, 0x01, 0x01};

    private Secrets() {}

    static String code() {
        return RANDOM.ints(CODE_LENGTH, 0, CODE_ALPHABET.length())
                .collect(
                        StringBuilder::new,
                        (text, index) -> text.append(CODE_ALPHABET.charAt(index)),
                        StringBuilder::append)
                .toString();
    }

    static String accessToken() {
        return "Atza|" + body();
    }

    static String refreshToken() {
        return "Atzr|" + body();
    }

    /** The opaque member errors carry since about 2021, about 250 characters. */
    static String errorIndex() {
        return random(ERROR_INDEX_BYTES);
    }

    static String session() {
        return random(24);
    }

    private static String body() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        System.arraycopy(IWEB, 0, bytes, 0, IWEB.length);
        return base64(bytes);
    }

    private static String random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
