package io.github.keycloakamazon.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says every few seconds that something is still going on, until it is closed. */
final class StartProgress implements AutoCloseable {
    private final String activity;
    private final Duration interval;
    private final PrintStream out;
    private final CountDownLatch done = new CountDownLatch(1);

    private StartProgress(String activity, Duration interval, PrintStream out) {
        this.activity = activity;
        this.interval = interval;
        this.out = out;
    }

    /** Begins with a line at once. */
    static StartProgress of(String activity, Duration interval, PrintStream out) {
        StartProgress progress = new StartProgress(activity, interval, out);
        out.println(activity + "...");
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
                out.println(activity + " (" + seconds + " s)...");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
