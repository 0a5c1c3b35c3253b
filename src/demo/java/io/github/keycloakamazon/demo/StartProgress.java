package io.github.keycloakamazon.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says every few seconds that something is still starting, until it is closed. */
final class StartProgress implements AutoCloseable {
    private final String what;
    private final Duration interval;
    private final PrintStream out;
    private final CountDownLatch done = new CountDownLatch(1);

    private StartProgress(String what, Duration interval, PrintStream out) {
        this.what = what;
        this.interval = interval;
        this.out = out;
    }

    /** Begins with a line at once. */
    static StartProgress of(String what, Duration interval, PrintStream out) {
        StartProgress progress = new StartProgress(what, interval, out);
        out.println(what + " is starting...");
        Thread thread = new Thread(progress::report, "demo-progress");
        thread.setDaemon(true);
        thread.start();
        return progress;
    }

    @Override
    public void close() {
        done.countDown();
    }

    private void report() {
        long start = System.nanoTime();
        try {
            while (!done.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
                out.println(what + " is starting (" + seconds + " s)...");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
