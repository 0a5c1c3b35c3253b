package io.github.keycloakamazon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.TokenResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RenewalsTest {
    private static final StoredToken TOKEN =
            StoredToken.of(new TokenResponse("Atza|1", Optional.empty(), OptionalLong.of(3600)));
    private static final long PATIENCE_MILLIS = 10_000;

    private final Renewals renewals = new Renewals(PATIENCE_MILLIS);

    @Test
    void whoComesWhileARenewalRunsGetsItsToken() throws Exception {
        CompletableFuture<StoredToken> answer = new CompletableFuture<>();
        FutureTask<StoredToken> first = startFirst(renewals, answer);
        FutureTask<StoredToken> second = startSecond(renewals);

        answer.complete(TOKEN);

        assertThat(first.get(10, TimeUnit.SECONDS)).isSameAs(TOKEN);
        assertThat(second.get(10, TimeUnit.SECONDS)).isSameAs(TOKEN);
    }

    @Test
    void whoComesWhileARenewalRunsSharesItsFailure() throws Exception {
        CompletableFuture<StoredToken> answer = new CompletableFuture<>();
        FutureTask<StoredToken> first = startFirst(renewals, answer);
        FutureTask<StoredToken> second = startSecond(renewals);

        answer.completeExceptionally(LwaException.expired(LwaCall.REFRESH));

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> second.get(10, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOf(LwaException.class)
                .withMessageContaining("token_expired");
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> first.get(10, TimeUnit.SECONDS));
    }

    @Test
    void nobodyWaitsLongerThanACallMayTake() throws Exception {
        Renewals impatient = new Renewals(1);
        CompletableFuture<StoredToken> answer = new CompletableFuture<>();
        FutureTask<StoredToken> first = startFirst(impatient, answer);

        assertThatExceptionOfType(LwaException.class)
                .isThrownBy(() -> impatient.run("jane", RenewalsTest::fail))
                .extracting(LwaException::code)
                .isEqualTo(LwaException.TIMEOUT);
        answer.complete(TOKEN);
        assertThat(first.get(10, TimeUnit.SECONDS)).isSameAs(TOKEN);
    }

    @Test
    void otherPeopleDoNotWait() throws Exception {
        CompletableFuture<StoredToken> answer = new CompletableFuture<>();
        FutureTask<StoredToken> first = startFirst(renewals, answer);

        assertThat(renewals.run("somebody else", () -> TOKEN)).isSameAs(TOKEN);
        answer.complete(TOKEN);
        assertThat(first.get(10, TimeUnit.SECONDS)).isSameAs(TOKEN);
    }

    @Test
    void renewalAfterAFailedOneRunsAgain() throws Exception {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> renewals.run("jane", RenewalsTest::fail));

        assertThat(renewals.run("jane", () -> TOKEN)).isSameAs(TOKEN);
    }

    private static StoredToken fail() {
        throw new IllegalStateException("This renewal should not run");
    }

    /** Starts a renewal that waits for the answer, and returns when it runs. */
    private static FutureTask<StoredToken> startFirst(Renewals renewals, CompletableFuture<StoredToken> answer)
            throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        FutureTask<StoredToken> first = start(new FutureTask<>(() -> renewals.run("jane", () -> {
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
    private static FutureTask<StoredToken> startSecond(Renewals renewals) {
        Started second = start(new FutureTask<>(() -> renewals.run("jane", RenewalsTest::fail)));
        Awaitility.await("the second to wait")
                .until(() -> second.thread().getState() == Thread.State.TIMED_WAITING
                        || second.task().isDone());
        return second.task();
    }

    private static Started start(FutureTask<StoredToken> task) {
        Thread thread = new Thread(task, "request");
        thread.setDaemon(true);
        thread.start();
        return new Started(thread, task);
    }

    private record Started(Thread thread, FutureTask<StoredToken> task) {}
}
