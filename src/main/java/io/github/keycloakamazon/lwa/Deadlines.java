package io.github.keycloakamazon.lwa;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.HttpUriRequest;

/**
 * Ends calls that have used up their time, wherever they are stuck: waiting for a connection, in a TLS handshake, or reading an
 * answer that drips in a byte at a time. One timer thread, started by the first call, serves a whole server.
 */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Deadlines() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "amazon-call-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Aborts the request after so many milliseconds, unless the returned deadline is closed before. */
    Deadline start(HttpUriRequest request, long millis) {
        return new Deadline(request, timer.schedule(request::abort, millis, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The end of one call's time. */
    static final class Deadline implements AutoCloseable {
        private final HttpUriRequest request;
        private final ScheduledFuture<?> abort;

        private Deadline(HttpUriRequest request, ScheduledFuture<?> abort) {
            this.request = request;
            this.abort = abort;
        }

        boolean hasPassed() {
            return request.isAborted();
        }

        @Override
        public void close() {
            abort.cancel(false);
        }
    }
}
