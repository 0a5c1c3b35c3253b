package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.LwaEndpoints;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.Timeouts;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * What a server's operator decides for all realms, by {@code --spi-social-amazon-…} options.
 *
 * <p>The URLs of the endpoints are options of the server on purpose. Who can set them receives every client secret, so the administrator
 * of a realm cannot set them.
 *
 * @param authorizationBaseUrl where browsers are sent instead of Amazon: the emulator or a test host
 * @param apiBaseUrl what is called instead of Amazon
 * @param timeouts how long a call to Amazon may take
 * @param maxConcurrentCalls how many requests may call Amazon at a time
 * @param connectAhead whether a connection to Amazon is opened while the user is at Amazon's sign-in page
 * @param readTimeoutIgnored whether a read timeout is set, which earlier releases had
 */
public record ServerOptions(
        Optional<URI> authorizationBaseUrl,
        Optional<URI> apiBaseUrl,
        Timeouts timeouts,
        int maxConcurrentCalls,
        boolean connectAhead,
        boolean readTimeoutIgnored) {

    private static final String AUTHORIZATION_BASE_URL = "authorization-base-url";
    private static final String API_BASE_URL = "api-base-url";
    private static final String CONNECT_TIMEOUT_MILLIS = "connect-timeout-millis";
    private static final String READ_TIMEOUT_MILLIS = "read-timeout-millis";
    private static final String TOTAL_TIMEOUT_MILLIS = "total-timeout-millis";
    private static final String MAX_CONCURRENT_CALLS = "max-concurrent-calls";
    private static final String CONNECT_AHEAD = "connect-ahead";

    private static final int DEFAULT_CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int DEFAULT_TOTAL_TIMEOUT_MILLIS = 8_000;

    /**
     * Refuses values that cannot be used.
     *
     * @param authorizationBaseUrl where browsers are sent instead of Amazon
     * @param apiBaseUrl what is called instead of Amazon
     * @param timeouts how long a call to Amazon may take
     * @param maxConcurrentCalls how many requests may call Amazon at a time, positive
     * @param connectAhead whether a connection to Amazon is opened while the user is at Amazon's sign-in page
     * @param readTimeoutIgnored whether a read timeout is set, which earlier releases had
     */
    public ServerOptions {
        if (maxConcurrentCalls <= 0) {
            throw new IllegalArgumentException(
                    MAX_CONCURRENT_CALLS + " must be a positive number, not " + maxConcurrentCalls);
        }
    }

    /**
     * Reads the options.
     *
     * @param scope the options of the provider, as Keycloak found them on the command line and in the environment
     * @return the options, with defaults for those that are absent
     * @throws IllegalArgumentException with the name of an option that cannot be used; the server then does not start
     */
    public static ServerOptions read(Config.Scope scope) {
        return new ServerOptions(
                baseUrl(scope, AUTHORIZATION_BASE_URL),
                baseUrl(scope, API_BASE_URL),
                new Timeouts(
                        number(scope, CONNECT_TIMEOUT_MILLIS, DEFAULT_CONNECT_TIMEOUT_MILLIS),
                        number(scope, TOTAL_TIMEOUT_MILLIS, DEFAULT_TOTAL_TIMEOUT_MILLIS)),
                number(scope, MAX_CONCURRENT_CALLS, shareOf(WorkerPool.maxThreads())),
                flag(scope, CONNECT_AHEAD, true),
                isSet(scope, READ_TIMEOUT_MILLIS));
    }

    /** {@return what Keycloak can list of these options: name, purpose and default} */
    public static List<ProviderConfigProperty> metadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(AUTHORIZATION_BASE_URL)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText(
                        "The URL to which browsers are redirected instead of Amazon. Only for the emulator, a test host or a proxy.")
                .add()
                .property()
                .name(API_BASE_URL)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText(
                        "The URL that the server calls instead of Amazon. Only for the emulator, a test host or a proxy.")
                .add()
                .property()
                .name(CONNECT_TIMEOUT_MILLIS)
                .type("int")
                .helpText("How long it may take to open a connection to Amazon, in milliseconds.")
                .defaultValue(DEFAULT_CONNECT_TIMEOUT_MILLIS)
                .add()
                .property()
                .name(READ_TIMEOUT_MILLIS)
                .type("int")
                .helpText("Ignored. The total timeout limits every call.")
                .add()
                .property()
                .name(TOTAL_TIMEOUT_MILLIS)
                .type("int")
                .helpText("How long one call to Amazon may take, in milliseconds.")
                .defaultValue(DEFAULT_TOTAL_TIMEOUT_MILLIS)
                .add()
                .property()
                .name(MAX_CONCURRENT_CALLS)
                .type("int")
                .helpText(
                        "How many requests may call Amazon at a time. Five sixths of http-pool-max-threads by default.")
                .add()
                .property()
                .name(CONNECT_AHEAD)
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .helpText("Whether a connection to Amazon is opened while the user is at Amazon's sign-in page.")
                .defaultValue(true)
                .add()
                .build();
    }

    /** The other worker threads serve requests that need no Amazon, and the few that wait for a place. */
    static int shareOf(int workerThreads) {
        return Math.max(1, workerThreads * 5 / 6);
    }

    private static boolean isSet(Config.Scope scope, String option) {
        String text = scope.get(option);
        return text != null && !text.isBlank();
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
