package io.github.keycloakamazon.lwa;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.http.client.methods.HttpUriRequest;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls that have used up their time, wherever they are stuck: waiting for a connection, in a TLS handshake, in the pause between
 * two tries of the HTTP client, or reading a response that arrives a byte at a time. One timer thread, started by the first call, serves
 * the whole server.
 *
 * <p>The socket's own timeout is not enough: it starts again with every byte, and when it ends a TLS 1.3 connection, closing that
 * connection waits as long again for the other side.
 *
 * <p>Nearly all calls end long before their deadline, so a call must cost next to nothing here. The timer thread sleeps until the
 * earliest deadline that it knew when it fell asleep. A new call wakes it only if its own deadline is earlier, which is rare, because all
 * calls have about the same time. A timer of the JDK wakes its thread twice for each login.
 */
final class Deadlines implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Deadlines.class);

    private static final long NEVER = Long.MAX_VALUE;

    private final long origin = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlierDeadline = lock.newCondition();
    private final Set<Deadline> running = new HashSet<>();

    /** When the timer thread wakes up by itself. Never later than the end of a call that is running. */
    private long nextLook = NEVER;

    private @Nullable Thread timer;
    private boolean closed;

    /**
     * Ends the call of the current thread when its time is up, unless the returned deadline is closed before.
     *
     * @param request what the thread is about to send
     * @param millis how long the call may take, in milliseconds
     */
    Deadline start(HttpUriRequest request, long millis) {
        Deadline deadline =
                new Deadline(request, Thread.currentThread(), now() + TimeUnit.MILLISECONDS.toNanos(millis));
        lock.lock();
        try {
            running.add(deadline);
            startTimer();
            if (deadline.end < nextLook) {
                nextLook = deadline.end;
                earlierDeadline.signal();
            }
        } finally {
            lock.unlock();
        }
        return deadline;
    }

    private void startTimer() {
        if (timer == null && !closed) {
            timer = new Thread(this::run, "amazon-call-deadlines");
            timer.setDaemon(true);
            timer.start();
        }
    }

    private void run() {
        try {
            while (true) {
                awaitPassed().forEach(Deadline::pass);
            }
        } catch (InterruptedException e) {
            // The server stops. A call that is under way needs no further deadline.
            Thread.currentThread().interrupt();
        }
    }

    private List<Deadline> awaitPassed() throws InterruptedException {
        lock.lock();
        try {
            List<Deadline> passed = passed();
            while (passed.isEmpty()) {
                if (nextLook <= now()) {
                    nextLook = earliest();
                }
                earlierDeadline.awaitNanos(nextLook - now());
                passed = passed();
            }
            passed.forEach(running::remove);
            return passed;
        } finally {
            lock.unlock();
        }
    }

    private long earliest() {
        return running.stream().mapToLong(deadline -> deadline.end).min().orElse(NEVER);
    }

    private List<Deadline> passed() {
        long now = now();
        return running.stream().filter(deadline -> deadline.end <= now).toList();
    }

    private void remove(Deadline deadline) {
        lock.lock();
        try {
            running.remove(deadline);
        } finally {
            lock.unlock();
        }
    }

    private long now() {
        return System.nanoTime() - origin;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (timer != null) {
                timer.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The end of one call's time. Closed by the thread that makes the call. */
    final class Deadline implements AutoCloseable {
        private final HttpUriRequest request;
        private final Thread caller;
        private final long end;
        private boolean closed;
        private boolean passed;

        private Deadline(HttpUriRequest request, Thread caller, long end) {
            this.request = request;
            this.caller = caller;
            this.end = end;
        }

        synchronized boolean hasPassed() {
            return passed;
        }

        private void pass() {
            if (interrupt()) {
                abort();
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

        /** Whatever the HTTP client throws, the timer goes on for the other calls. */
        private void abort() {
            try {
                request.abort();
            } catch (RuntimeException | Error e) {
                LOG.debug("A call to Amazon could not be aborted", e);
            }
        }

        @Override
        public void close() {
            remove(this);
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
