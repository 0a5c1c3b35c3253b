package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaEndpoints;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.Timeouts;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.Config;

/**
 * What a server's operator decides for all realms, by {@code --spi-social-amazon-…} options.
 *
 * <p>Endpoint addresses are among these on purpose: whoever may set them receives every client secret, so no realm administrator may.
 *
 * @param authorizationBaseUrl where browsers are sent instead of Amazon: the emulator or a test host
 * @param apiBaseUrl what is called instead of Amazon
 * @param timeouts how long a call to Amazon may take
 * @param maxConcurrentCalls how many requests may wait for Amazon at a time
 * @param connectAhead whether a connection to Amazon is opened while the person is there
 */
record ServerOptions(
        Optional<URI> authorizationBaseUrl,
        Optional<URI> apiBaseUrl,
        Timeouts timeouts,
        int maxConcurrentCalls,
        boolean connectAhead) {

    private static final String AUTHORIZATION_BASE_URL = "authorization-base-url";
    private static final String API_BASE_URL = "api-base-url";
    private static final String CONNECT_TIMEOUT_MILLIS = "connect-timeout-millis";
    private static final String READ_TIMEOUT_MILLIS = "read-timeout-millis";
    private static final String TOTAL_TIMEOUT_MILLIS = "total-timeout-millis";
    private static final String MAX_CONCURRENT_CALLS = "max-concurrent-calls";
    private static final String CONNECT_AHEAD = "connect-ahead";

    private static final int DEFAULT_CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int DEFAULT_READ_TIMEOUT_MILLIS = 5_000;
    private static final int DEFAULT_TOTAL_TIMEOUT_MILLIS = 8_000;

    ServerOptions {
        if (maxConcurrentCalls <= 0) {
            throw new IllegalArgumentException(
                    MAX_CONCURRENT_CALLS + " must be a positive number, not " + maxConcurrentCalls);
        }
    }

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException naming the option that makes no sense, which keeps the server from starting
     */
    static ServerOptions read(Config.Scope scope) {
        return new ServerOptions(
                baseUrl(scope, AUTHORIZATION_BASE_URL),
                baseUrl(scope, API_BASE_URL),
                new Timeouts(
                        number(scope, CONNECT_TIMEOUT_MILLIS, DEFAULT_CONNECT_TIMEOUT_MILLIS),
                        number(scope, READ_TIMEOUT_MILLIS, DEFAULT_READ_TIMEOUT_MILLIS),
                        number(scope, TOTAL_TIMEOUT_MILLIS, DEFAULT_TOTAL_TIMEOUT_MILLIS)),
                number(scope, MAX_CONCURRENT_CALLS, halfOfTheDefaultWorkerPool()),
                flag(scope, CONNECT_AHEAD, true));
    }

    /** Keycloak's {@code http-pool-max-threads} is max(50, 4 x processors); the other half stays free for everything but Amazon. */
    private static int halfOfTheDefaultWorkerPool() {
        return Math.max(50, 4 * Runtime.getRuntime().availableProcessors()) / 2;
    }

    private static int number(Config.Scope scope, String option, int defaultValue) {
        String text = scope.get(option);
        if (text == null || text.isBlank()) {
            return defaultValue;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a whole number, not \"" + text + "\"", e);
        }
    }

    private static boolean flag(Config.Scope scope, String option, boolean defaultValue) {
        String text = scope.get(option);
        if (text == null || text.isBlank()) {
            return defaultValue;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(option + " must be true or false, not \"" + text + "\"");
        };
    }

    private static Optional<URI> baseUrl(Config.Scope scope, String option) {
        String text = scope.get(option);
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            URI url = new URI(text.strip());
            String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            boolean usable = (scheme.equals("https") || scheme.equals("http"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            if (usable) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(option + " is not a URL: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                option + " must be like https://host:port, with no query and no user, not \"" + text + "\"");
    }

    LwaEndpoints endpoints(Region region) {
        return LwaEndpoints.below(
                authorizationBaseUrl.orElse(region.authorizationBaseUrl()), apiBaseUrl.orElse(region.apiBaseUrl()));
    }
}
