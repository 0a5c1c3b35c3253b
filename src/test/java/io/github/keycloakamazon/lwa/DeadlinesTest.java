package io.github.keycloakamazon.lwa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.HttpGet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {
    private static final long LONG = TimeUnit.MINUTES.toMillis(5);

    private final Deadlines deadlines = new Deadlines();

    @AfterEach
    void close() {
        deadlines.close();
        // Where a test failed, its interruption must not end the next one.
        Thread.interrupted();
    }

    @Test
    void callThatTakesTooLongIsInterruptedAndAborted() {
        HttpGet request = new HttpGet("http://localhost");
        try (Deadlines.Deadline deadline = deadlines.start(request, 50)) {
            assertThat(isInterrupted(Duration.ofSeconds(20))).isTrue();

            assertThat(deadline.hasPassed()).isTrue();
            await().atMost(Duration.ofSeconds(20)).until(request::isAborted);
        }
        assertThat(Thread.interrupted()).as("interrupted afterwards").isFalse();
    }

    @Test
    void earlierDeadlineThatBeginsLaterPassesFirst() {
        try (Deadlines.Deadline patient = deadlines.start(new HttpGet("http://localhost"), LONG);
                Deadlines.Deadline impatient = deadlines.start(new HttpGet("http://localhost"), 50)) {
            assertThat(isInterrupted(Duration.ofSeconds(20))).isTrue();

            assertThat(impatient.hasPassed()).isTrue();
            assertThat(patient.hasPassed()).isFalse();
        }
    }

    @Test
    void interruptionThatComesWithTheEndOfACallIsNotLeftBehind() {
        for (int call = 0; call < 200; call++) {
            try (Deadlines.Deadline deadline = deadlines.start(new HttpGet("http://localhost"), 1)) {
                spin(Duration.ofNanos(900_000 + 1_000 * call));
                deadline.hasPassed();
            }
            assertThat(Thread.interrupted()).as("after call %s", call).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void abortThatFailsEndsNoOtherCallsDeadline(boolean exception) {
        HttpGet failing = new HttpGet("http://localhost") {
            @Override
            public void abort() {
                if (exception) {
                    throw new UnsupportedOperationException();
                }
                throw new NoClassDefFoundError();
            }
        };
        try (Deadlines.Deadline first = deadlines.start(failing, 1)) {
            await().atMost(Duration.ofSeconds(20)).until(first::hasPassed);
        }
        try (Deadlines.Deadline second = deadlines.start(new HttpGet("http://localhost"), 1)) {
            assertThat(isInterrupted(Duration.ofSeconds(20))).isTrue();
            assertThat(second.hasPassed()).isTrue();
        }
    }

    @Test
    void callsThatEndInTimeDoNotWakeTheTimer() {
        deadlines.start(new HttpGet("http://localhost"), LONG).close();
        Thread timer = timer();
        await().until(() -> timer.getState() == Thread.State.TIMED_WAITING);
        long before = waits(timer);

        for (int call = 0; call < 10_000; call++) {
            deadlines.start(new HttpGet("http://localhost"), LONG).close();
        }

        assertThat(waits(timer) - before).isLessThan(3);
    }

    @Test
    void timerEndsWithTheServer() {
        deadlines.start(new HttpGet("http://localhost"), LONG).close();
        Thread timer = timer();

        deadlines.close();

        await().atMost(Duration.ofSeconds(20)).until(() -> !timer.isAlive());
        deadlines.start(new HttpGet("http://localhost"), LONG).close();
    }

    /** The newest: other tests have one too, which may not have ended yet. */
    private static Thread timer() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("amazon-call-deadlines"))
                .reduce((one, other) -> one.getId() > other.getId() ? one : other)
                .orElseThrow();
    }

    private static long waits(Thread thread) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.getThreadInfo(thread.getId()).getWaitedCount();
    }

    private static boolean isInterrupted(Duration patience) {
        try {
            return new CountDownLatch(1).await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
