package io.github.keycloakamazon.emulator;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from the control API: it is for tests and scripts, and a page that a developer has open elsewhere must not
 * reach it.
 *
 * <p>Two ways lead from a page to a server on the developer's machine. A page sends a request across origins; browsers then name
 * the origin in {@code Origin} or the relation in {@code Sec-Fetch-Site}, and either is refused. Or the page's own host name
 * changes its IP address to the emulator's (DNS rebinding); then {@code Host} has that name, and names that somebody else may own in
 * the DNS are refused.
 */
final class ControlGuard {
    private static final Set<String> OWN_FETCHES = Set.of("none", "same-origin");
    private static final String DOCKER_HOST = "host.docker.internal";

    private final Optional<String> publicHost;

    /** @param publicBaseUrl its host is known to be the emulator's */
    ControlGuard(@Nullable String publicBaseUrl) {
        publicHost =
                Optional.ofNullable(publicBaseUrl).map(url -> URI.create(url).getHost());
    }

    /** Why the request is refused; empty where it is not. */
    Optional<String> refusal(ReceivedRequest request) {
        String site = request.header("Sec-Fetch-Site");
        if (request.header("Origin") != null || (site != null && !OWN_FETCHES.contains(site))) {
            return Optional.of("The control API does not answer web pages.");
        }
        String host = request.header("Host");
        return host != null && isOwn(hostName(host))
                ? Optional.empty()
                : Optional.of(
                        "The control API answers to IP addresses, to names without a dot, and to the host of --public-url.");
    }

    private boolean isOwn(String host) {
        return isIpAddress(host)
                || !host.contains(".")
                || host.endsWith(".localhost")
                || host.equals(DOCKER_HOST)
                || publicHost.filter(host::equalsIgnoreCase).isPresent();
    }

    private static boolean isIpAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9]+(\\.[0-9]+){3}");
    }

    private static String hostName(String hostAndPort) {
        return hostAndPort.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    }
}
