package io.github.keycloakamazon.lwa;

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
 * Opens a connection to Amazon while a person is there, so that the login finds one in the pool when the person comes back, and need
 * not wait for TCP and TLS.
 *
 * <p>Anybody may have a browser sent to Amazon, any number of times, so this does little: one request at a time for the whole server,
 * and none to a host that was asked within the last 15 seconds. It holds no request thread, tells Amazon nothing of an application or
 * a person, and its failure is of no consequence: the login will see for itself.
 */
final class ConnectAhead implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ConnectAhead.class);

    /** Leaves a person three quarters of the minute after which many servers close an idle connection. */
    private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final int THREAD_ENDS_AFTER_SECONDS = 10;

    /** By host and port, when it was last asked ahead, or last answered a call, in nanoseconds. */
    private final ConcurrentMap<String, Long> lastUse = new ConcurrentHashMap<>();

    private final LongSupplier nanoTime;

    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            0,
            1,
            THREAD_ENDS_AFTER_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            ConnectAhead::thread,
            new ThreadPoolExecutor.DiscardPolicy());

    ConnectAhead(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "amazon-connect-ahead");
        thread.setDaemon(true);
        return thread;
    }

    /** Sees to it that there is a connection soon, if there may be none. Does not wait for it. */
    void to(URI endpoint, BoundedHttp http) {
        if (claim(endpoint.getRawAuthority())) {
            worker.execute(() -> open(endpoint.resolve("/"), http));
        }
    }

    /** A connection to this host is in the pool now. */
    void answeredBy(URI endpoint) {
        lastUse.put(endpoint.getRawAuthority(), nanoTime.getAsLong());
    }

    private boolean claim(String host) {
        long now = nanoTime.getAsLong();
        Long last = lastUse.putIfAbsent(host, now);
        return last == null || (now - last >= WARM_NANOS && lastUse.replace(host, last, now));
    }

    /** Any answer will do, so the host's root is asked: of what is there, nothing is needed. */
    private static void open(URI root, BoundedHttp http) {
        try {
            http.open(LwaCall.AUTHORIZATION, new HttpGet(root));
        } catch (LwaException | IllegalStateException e) {
            // The latter is how the client says that the server is stopping.
            LOG.debugf(e, "No connection to Amazon could be opened ahead");
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
