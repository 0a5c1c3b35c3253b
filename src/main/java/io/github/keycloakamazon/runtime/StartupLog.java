package io.github.keycloakamazon.runtime;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Logs the options of the Amazon provider when the server starts, with warnings of those that are dangerous. */
final class StartupLog {
    private static final Logger LOG = Logger.getLogger("io.github.keycloakamazon.AmazonIdentityProvider");

    /** Loopback by name or IP address, without a DNS lookup. */
    private static final Pattern LOOPBACK = Pattern.compile("localhost|.+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private StartupLog() {}

    static void write(ServerOptions options) {
        LOG.info(places(options));
        warnings(options).forEach(LOG::warn);
    }

    static String places(ServerOptions options) {
        return "Login with Amazon: at most %d requests call Amazon at a time (http-pool-max-threads is %d)"
                .formatted(options.maxConcurrentCalls(), WorkerPool.maxThreads());
    }

    static List<String> warnings(ServerOptions options) {
        List<String> warnings = new ArrayList<>();
        if (options.readTimeoutIgnored()) {
            warnings.add("The option read-timeout-millis of the Amazon provider is ignored."
                    + " total-timeout-millis limits every call to Amazon.");
        }
        address("authorization-base-url", options.authorizationBaseUrl()).ifPresent(warnings::add);
        address("api-base-url", options.apiBaseUrl()).ifPresent(warnings::add);
        return warnings;
    }

    private static Optional<String> address(String option, Optional<URI> url) {
        return url.map(address -> isPlainHttp(address)
                ? ("SECURITY RISK: the option %s of the Amazon provider sends requests to %s over plain http. Anyone on the network"
                                + " can read client secrets and tokens, and can sign in as any user. Use https.")
                        .formatted(option, address)
                : ("The option %s of the Amazon provider is set: the server trusts %s instead of Amazon, and whoever runs it can"
                                + " sign in as any user. Remove the option in production.")
                        .formatted(option, address));
    }

    /** Also true for another name of this machine: there is no DNS lookup. */
    private static boolean isPlainHttp(URI address) {
        String host = Objects.requireNonNull(address.getHost()).toLowerCase(Locale.ROOT);
        return "http".equalsIgnoreCase(address.getScheme())
                && !LOOPBACK.matcher(host).matches();
    }
}
