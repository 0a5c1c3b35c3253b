package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
    private static final String TOKEN = "renewed";
    private static final long PATIENCE_MILLIS = 10_000;

    private final SingleFlight<String> flight = new SingleFlight<>(LwaCall.REFRESH, PATIENCE_MILLIS);

    @Test
    void whoComesWhileARenewalRunsGetsItsToken() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        FutureTask<String> first = startFirst(flight, answer);
        FutureTask<String> second = startSecond(flight);

        answer.complete(TOKEN);

        assertThat(first.get(10, TimeUnit.SECONDS)).isSameAs(TOKEN);
        assertThat(second.get(10, TimeUnit.SECONDS)).isSameAs(TOKEN);
    }

    @Test
    void whoComesWhileARenewalRunsSharesItsFailure() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        FutureTask<String> first = startFirst(flight, answer);
        FutureTask<String> second = startSecond(flight);

        answer.completeExceptionally(LwaException.of(LwaCall.REFRESH, LwaError.TOKEN_EXPIRED));

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> second.get(10, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOf(LwaException.class)
                .withMessageContaining("token_expired");
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> first.get(10, TimeUnit.SECONDS));
    }

    @Test
    void nobodyWaitsLongerThanACallMayTake() throws Exception {
        SingleFlight<String> impatient = new SingleFlight<>(LwaCall.REFRESH, 1);
        CompletableFuture<String> answer = new CompletableFuture<>();
        FutureTask<String> first = startFirst(impatient, answer);

        assertThatExceptionOfType(LwaException.class)
                .isThrownBy(() -> impatient.run("jane", SingleFlightTest::fail))
                .extracting(LwaException::error)
                .isEqualTo(LwaError.TIMEOUT);
        answer.complete(TOKEN);
        assertThat(first.get(10, TimeUnit.SECONDS)).isSameAs(TOKEN);
    }

    @Test
    void otherPeopleDoNotWait() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        FutureTask<String> first = startFirst(flight, answer);

        assertThat(flight.run("somebody else", () -> TOKEN)).isSameAs(TOKEN);
        answer.complete(TOKEN);
        assertThat(first.get(10, TimeUnit.SECONDS)).isSameAs(TOKEN);
    }

    @Test
    void renewalAfterAFailedOneRunsAgain() throws Exception {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> flight.run("jane", SingleFlightTest::fail));

        assertThat(flight.run("jane", () -> TOKEN)).isSameAs(TOKEN);
    }

    private static String fail() {
        throw new IllegalStateException("This renewal should not run");
    }

    /** Starts a renewal that waits for the answer, and returns when it runs. */
    private static FutureTask<String> startFirst(SingleFlight<String> flight, CompletableFuture<String> answer)
            throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        FutureTask<String> first = start(new FutureTask<>(() -> flight.run("jane", () -> {
                    running.countDown();
                    try {
                        return answer.get(10, TimeUnit.SECONDS);
                    } catch (ExecutionException e) {
                        if (e.getCause() instanceof LwaException failure) {
                            throw failure;
                        }
                        throw new IllegalStateException(e);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })))
                .task();
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    /** Starts somebody who must not renew, and returns when they wait. */
    private static FutureTask<String> startSecond(SingleFlight<String> flight) {
        Started second = start(new FutureTask<>(() -> flight.run("jane", SingleFlightTest::fail)));
        Awaitility.await("the second to wait")
                .until(() -> second.thread().getState() == Thread.State.TIMED_WAITING
                        || second.task().isDone());
        return second.task();
    }

    private static Started start(FutureTask<String> task) {
        Thread thread = new Thread(task, "request");
        thread.setDaemon(true);
        thread.start();
        return new Started(thread, task);
    }

    private record Started(Thread thread, FutureTask<String> task) {}
}
