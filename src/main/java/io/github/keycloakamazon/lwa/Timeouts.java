package io.github.keycloakamazon.lwa;

/**
 * How long one call to Amazon may take, in milliseconds.
 *
 * @param connectMillis for a TCP connection and each step of its TLS handshake, and for a free place in the connection pool
 * @param totalMillis for the whole call, with a second try if there is one
 */
public record Timeouts(int connectMillis, int totalMillis) {
    /**
     * Refuses a timeout that is not positive, with the name of the server option.
     *
     * @param connectMillis positive
     * @param totalMillis positive
     */
    public Timeouts {
        requirePositive("connect-timeout-millis", connectMillis);
        requirePositive("total-timeout-millis", totalMillis);
    }

    /**
     * Shortens the timeouts.
     *
     * @param millis how long a call may take at most, in milliseconds, positive
     * @return timeouts that are not longer than that
     */
    public Timeouts atMost(int millis) {
        return new Timeouts(Math.min(connectMillis, millis), Math.min(totalMillis, millis));
    }

    private static void requirePositive(String option, int millis) {
        if (millis <= 0) {
            throw new IllegalArgumentException(option + " must be a positive number of milliseconds, not " + millis);
        }
    }
}
