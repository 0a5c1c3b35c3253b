package io.github.keycloakamazon.emulator;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Codes and tokens in the shape of Amazon's: prefix, bar, {@code IwEBI…}, and as long as live ones. */
final class Secrets {
    /** What any code must look like: 18 to 128 characters. */
    static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{18,128}");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    /** No vowels, so that no words, and nothing that looks like a digit. */
    private static final String USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

    private static final String CODE_START = "AN";
    private static final int CODE_LENGTH = 20;
    private static final int USER_CODE_LENGTH = 6;
    /** 375 characters with prefix and bar. */
    private static final int TOKEN_BYTES = 277;

    private static final byte[] IWEB = {0x23, 0x01, 0x01};
    /** The six bits of {@code I}. */
    private static final int I = 0x20;

    private static final int LOW_TWO_BITS = 0x03;
    /** 248 and 264 characters; both were seen. */
    private static final int[] ERROR_INDEX_BYTES = {184, 196};

    private Secrets() {}

    static String code() {
        return CODE_START + letters(LETTERS, CODE_LENGTH - CODE_START.length());
    }

    static String userCode() {
        return letters(USER_CODE_LETTERS, USER_CODE_LENGTH);
    }

    static String accessToken() {
        return "Atza|" + tokenBody();
    }

    static String refreshToken() {
        return "Atzr|" + tokenBody();
    }

    /** An access token of a client itself, without a user. */
    static String clientToken() {
        return "Atc|" + tokenBody();
    }

    /** The opaque field of detailed errors; its padding is kept. */
    static String errorIndex() {
        return Base64.getUrlEncoder().encodeToString(random(ERROR_INDEX_BYTES[RANDOM.nextInt(2)]));
    }

    /** What the name of a Java object ends in where its class has no text of its own. */
    static String identityHash() {
        return String.format("%08x", RANDOM.nextInt() | 0x1000_0000);
    }

    static String session() {
        return base64(random(24));
    }

    private static String tokenBody() {
        byte[] bytes = random(TOKEN_BYTES);
        System.arraycopy(IWEB, 0, bytes, 0, IWEB.length);
        bytes[IWEB.length] = (byte) (I | (bytes[IWEB.length] & LOW_TWO_BITS));
        return base64(bytes);
    }

    private static String letters(String alphabet, int length) {
        return RANDOM.ints(length, 0, alphabet.length())
                .collect(
                        StringBuilder::new, (text, index) -> text.append(alphabet.charAt(index)), StringBuilder::append)
                .toString();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
