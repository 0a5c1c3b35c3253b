package io.github.keycloakamazon.emulator;

/** Where the token, profile and tokeninfo endpoints are served, besides the address the browser uses. */
public enum ApiListener {
    /** Same address as the pages. A {@link NetworkFault} then cuts the pages off too. */
    SHARED,
    /** A port of its own, plain HTTP. */
    HTTP,
    /** A port of its own, HTTPS with a certificate made at start; see {@link AmazonEmulator#certificatePem()}. */
    HTTPS
}
