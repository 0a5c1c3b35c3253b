package io.github.keycloakamazon.lwa;

/**
 * How long one call to Amazon may take, all in milliseconds.
 *
 * @param connectMillis for a TCP connection and each step of its TLS handshake, and for a free place in the connection pool
 * @param readMillis for the next bytes of an answer
 * @param totalMillis for the whole call, however steadily bytes drip in
 */
public record Timeouts(int connectMillis, int readMillis, int totalMillis) {
    /**
     * Refuses what is not positive, by the name of the server's option.
     *
     * @param connectMillis positive
     * @param readMillis positive
     * @param totalMillis positive
     */
    public Timeouts {
        requirePositive("connect-timeout-millis", connectMillis);
        requirePositive("read-timeout-millis", readMillis);
        requirePositive("total-timeout-millis", totalMillis);
    }

    private static void requirePositive(String option, int millis) {
        if (millis <= 0) {
            throw new IllegalArgumentException(option + " must be a positive number of milliseconds, not " + millis);
        }
    }
}
