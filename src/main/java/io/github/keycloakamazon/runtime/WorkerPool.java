package io.github.keycloakamazon.runtime;

import java.util.OptionalInt;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/** The threads that serve Keycloak's requests. A request that waits for Amazon holds one. */
final class WorkerPool {
    private static final Logger LOG = Logger.getLogger(WorkerPool.class);

    /** What the option is called in Quarkus, where Keycloak passes it on, and in Keycloak. */
    private static final String[] OPTIONS = {"quarkus.thread-pool.max-threads", "kc.http-pool-max-threads"};

    private WorkerPool() {}

    /**
     * How many threads there are at most.
     *
     * @return the server's {@code http-pool-max-threads}, or its default
     */
    static int maxThreads() {
        return configured().orElse(Math.max(50, 4 * Runtime.getRuntime().availableProcessors()));
    }

    private static OptionalInt configured() {
        try {
            return Stream.of(OPTIONS)
                    .flatMap(option -> ConfigProvider.getConfig().getOptionalValue(option, Integer.class).stream())
                    .filter(threads -> threads > 0)
                    .mapToInt(Integer::intValue)
                    .findFirst();
        } catch (RuntimeException e) {
            // No configuration, as in a test, or no number: the server itself reports that.
            LOG.debugf(e, "The number of worker threads is not known");
            return OptionalInt.empty();
        }
    }
}
