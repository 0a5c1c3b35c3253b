package io.github.keycloakamazon.lwa;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.HttpUriRequest;

/**
 * Ends calls that have used up their time, wherever they are stuck: waiting for a connection, in a TLS handshake, or reading an
 * answer that drips in a byte at a time. One timer thread, started by the first call, serves a whole server.
 *
 * <p>The wait for the next bytes is ended here too, and not by the socket's own timeout: after that one, the close of a TLS 1.3
 * connection waits as long again for the other side's goodbye.
 */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Deadlines() {
        // A call that is under way when the server stops needs no further deadline.
        timer = new ScheduledThreadPoolExecutor(1, Deadlines::thread, new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "amazon-call-deadlines");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Aborts the request when its time is up, unless the returned deadline is closed before.
     *
     * @param readMillis how long the next bytes may take, once {@link Deadline#await} was called, in milliseconds
     * @param totalMillis how long all may take, in milliseconds
     */
    Deadline start(HttpUriRequest request, long readMillis, long totalMillis) {
        return new Deadline(request, readMillis, totalMillis);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The end of one call's time. Belongs to the thread that makes the call. */
    final class Deadline implements AutoCloseable {
        private final HttpUriRequest request;
        private final long readNanos;
        private final long end;
        private volatile long endOfSilence;
        private volatile boolean closed;
        private volatile Future<?> nextLook;

        private Deadline(HttpUriRequest request, long readMillis, long totalMillis) {
            this.request = request;
            this.readNanos = TimeUnit.MILLISECONDS.toNanos(readMillis);
            this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(totalMillis);
            this.endOfSilence = end;
            this.nextLook = lookIn(TimeUnit.MILLISECONDS.toNanos(Math.min(readMillis, totalMillis)));
        }

        /** From now on the other side has {@code readMillis} for its next bytes. */
        void await() {
            endOfSilence = System.nanoTime() + readNanos;
        }

        boolean hasPassed() {
            return request.isAborted();
        }

        @Override
        public void close() {
            closed = true;
            nextLook.cancel(false);
        }

        /** Looks at the time when it may be up, and not with every byte: nearly all calls are over before the first look. */
        private void look() {
            if (closed) {
                return;
            }
            long now = System.nanoTime();
            long left = Math.min(end - now, endOfSilence - now);
            if (left <= 0) {
                request.abort();
            } else {
                nextLook = lookIn(left);
            }
        }

        private Future<?> lookIn(long nanos) {
            return timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
