package io.github.keycloakamazon.lwa;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.HttpUriRequest;

/**
 * Ends calls that have used up their time, wherever they are stuck: waiting for a connection, in a TLS handshake, in the pause between
 * two tries of the HTTP client, or reading a response that arrives a byte at a time. One timer thread, started by the first call, serves
 * the whole server.
 *
 * <p>The socket's own timeout is not enough: it starts again with every byte, and when it ends a TLS 1.3 connection, closing that
 * connection waits as long again for the other side.
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
     * Ends the call of the current thread when its time is up, unless the returned deadline is closed before.
     *
     * @param request what the thread is about to send
     * @param millis how long the call may take, in milliseconds
     */
    Deadline start(HttpUriRequest request, long millis) {
        return new Deadline(request, Thread.currentThread(), millis);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The end of one call's time. Closed by the thread that makes the call. */
    final class Deadline implements AutoCloseable {
        private final HttpUriRequest request;
        private final Thread caller;
        private final Future<?> end;
        private boolean closed;
        private boolean passed;

        private Deadline(HttpUriRequest request, Thread caller, long millis) {
            this.request = request;
            this.caller = caller;
            this.end = timer.schedule(this::pass, millis, TimeUnit.MILLISECONDS);
        }

        synchronized boolean hasPassed() {
            return passed;
        }

        private void pass() {
            if (interrupt()) {
                request.abort();
            }
        }

        /** Ends what an abort does not: a client that ignores it, and one that sleeps before it tries again. */
        private synchronized boolean interrupt() {
            if (closed) {
                return false;
            }
            passed = true;
            caller.interrupt();
            return true;
        }

        @Override
        public void close() {
            end.cancel(false);
            endInterruption();
        }

        /** The interruption was meant for this call only, and not for what the thread does next. */
        private synchronized void endInterruption() {
            closed = true;
            if (passed) {
                Thread.interrupted();
            }
        }
    }
}
