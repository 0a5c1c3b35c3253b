package io.github.keycloakamazon.lwa;

import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.http.client.methods.HttpGet;
import org.jboss.logging.Logger;

/**
 * Opens a connection to Amazon while the user is at Amazon's sign-in page. When the user comes back, the login finds the connection in
 * the pool and does not wait for TCP and TLS.
 *
 * <p>Anybody can start any number of logins, so there is one such request at a time for the whole server, and none to a host that was
 * asked within the last 15 seconds. It runs on a thread of its own, tells Amazon nothing about an application or a user, and a failure
 * has no effect: the login opens its own connection.
 */
final class ConnectionPrewarmer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ConnectionPrewarmer.class);

    /** Many servers close a connection that was idle for a minute. This leaves the user three quarters of it. */
    private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final int THREAD_ENDS_AFTER_SECONDS = 10;

    /** By host and port, when a connection was last known to be open, in nanoseconds. */
    private final ConcurrentMap<String, Long> lastUse = new ConcurrentHashMap<>();

    private final LongSupplier nanoTime;

    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            0,
            1,
            THREAD_ENDS_AFTER_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            ConnectionPrewarmer::thread,
            new ThreadPoolExecutor.DiscardPolicy());

    ConnectionPrewarmer(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "amazon-connect-ahead");
        thread.setDaemon(true);
        return thread;
    }

    /** Opens a connection if there may be none. Does not wait for it. */
    void prewarm(URI endpoint, BoundedHttp http) {
        if (claim(endpoint.getRawAuthority())) {
            // Keycloak's HTTP client makes a span of each request: this one belongs to the trace of the login.
            worker.execute(Context.current().wrap(() -> open(endpoint.resolve("/"), http)));
        }
    }

    /** Notes that a connection to this host is in the pool. */
    void connected(URI endpoint) {
        lastUse.put(endpoint.getRawAuthority(), nanoTime.getAsLong());
    }

    private boolean claim(String host) {
        long now = nanoTime.getAsLong();
        Long last = lastUse.putIfAbsent(host, now);
        return last == null || (now - last >= WARM_NANOS && lastUse.replace(host, last, now));
    }

    /** Any response will do, so this requests the root of the host. */
    private static void open(URI root, BoundedHttp http) {
        try {
            http.open(LwaCall.AUTHORIZATION, new HttpGet(root), http.totalMillis());
        } catch (LwaException e) {
            LOG.debugf(e, "Could not open a connection to Amazon in advance");
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
