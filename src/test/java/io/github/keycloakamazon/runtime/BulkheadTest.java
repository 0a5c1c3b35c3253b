package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.runtime.Admission.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets a place, who waits for one and who is refused. The clock stands still unless a test moves it. */
@Timeout(60)
class BulkheadTest {
    private static final long LONG_MILLIS = 20_000;
    private static final Admission LOGIN = Admission.login(LwaCall.TOKEN, Region.NA);
    private static final Admission OTHER = Admission.other(LwaCall.TOKENINFO, Region.NA);

    private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(3));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        threads.shutdownNow();
    }

    @Test
    void nobodyIsRefusedWhilePlacesBecomeFreeSoon() throws Exception {
        Bulkhead bulkhead = bulkhead(5, LONG_MILLIS);
        List<CompletableFuture<Void>> logins = new ArrayList<>();

        for (int i = 0; i < 200; i++) {
            logins.add(CompletableFuture.runAsync(() -> run(bulkhead, LOGIN, () -> "done"), threads));
        }

        for (CompletableFuture<Void> login : logins) {
            login.get(20, TimeUnit.SECONDS);
        }
        assertThat(bulkhead.used(Share.LOGIN)).isZero();
        assertThat(bulkhead.waiting(Share.LOGIN)).isZero();
    }

    @Test
    void requestIsRefusedAtOnceWhileAmazonHangs() {
        Bulkhead bulkhead = bulkhead(4, LONG_MILLIS);
        hold(bulkhead, LOGIN, 4);
        advance(Duration.ofMillis(4 * LONG_MILLIS + 1));

        assertThat(refusalAtOnce(bulkhead, LOGIN).error()).isEqualTo(LwaError.BUSY);
        assertThat(refusalAtOnce(bulkhead, LOGIN).call()).isEqualTo(LwaCall.TOKEN);
    }

    @Test
    void requestIsRefusedAtOnceAfterSlowOnes() {
        Bulkhead bulkhead = bulkhead(2, LONG_MILLIS);
        for (int i = 0; i < 20; i++) {
            run(bulkhead, LOGIN, () -> advance(Duration.ofSeconds(100)));
        }
        hold(bulkhead, LOGIN, 2);

        assertThat(refusalAtOnce(bulkhead, LOGIN).error()).isEqualTo(LwaError.BUSY);
    }

    @Test
    void requestIsAdmittedAtOnceWhileThereIsAPlaceHoweverSlowAmazonIs() {
        Bulkhead bulkhead = bulkhead(2, 400);
        for (int i = 0; i < 20; i++) {
            run(bulkhead, LOGIN, () -> advance(Duration.ofSeconds(8)));
        }
        hold(bulkhead, LOGIN, 1);

        assertThat(run(bulkhead, LOGIN, () -> "done")).isEqualTo("done");
    }

    @Test
    void requestThatWaitsIsRefusedWhenAmazonBeginsToHang() throws Exception {
        Bulkhead bulkhead = bulkhead(2, LONG_MILLIS);
        hold(bulkhead, LOGIN, 2);
        CompletableFuture<LwaException> waiting =
                CompletableFuture.supplyAsync(() -> refusalAtOnce(bulkhead, LOGIN), threads);
        until(() -> bulkhead.waiting(Share.LOGIN) == 1);

        advance(Duration.ofMillis(2 * LONG_MILLIS + 1));

        assertThat(waiting.get(20, TimeUnit.SECONDS).error()).isEqualTo(LwaError.BUSY);
    }

    @Test
    void firstToWaitStaysWhenTheLastIsRefused() {
        Bulkhead bulkhead = bulkhead(2, LONG_MILLIS);
        hold(bulkhead, LOGIN, 2);
        CompletableFuture<?> first = CompletableFuture.runAsync(() -> run(bulkhead, LOGIN, () -> "done"), threads);
        until(() -> bulkhead.waiting(Share.LOGIN) == 1);

        advance(Duration.ofMillis(3 * LONG_MILLIS / 2));

        assertThat(refusalAtOnce(bulkhead, LOGIN).error()).isEqualTo(LwaError.BUSY);
        assertThat(first).isNotDone();
        assertThat(bulkhead.waiting(Share.LOGIN)).isEqualTo(1);
    }

    @Test
    void requestIsNotRefusedForThoseThatCameAfterIt() throws Exception {
        Bulkhead bulkhead = bulkhead(1, LONG_MILLIS);
        hold(bulkhead, LOGIN, 1);
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            waiting.add(CompletableFuture.runAsync(() -> run(bulkhead, LOGIN, () -> "done"), threads));
            until(() -> bulkhead.waiting(Share.LOGIN) == number);
        }

        advance(Duration.ofMillis(2 * LONG_MILLIS / 3));
        until(() -> waiting.get(1).isDone() && waiting.get(2).isDone());

        assertThat(bulkhead.waiting(Share.LOGIN)).isEqualTo(1);
        end.countDown();
        assertThat(waiting.get(0)).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void waitEndsAfterTheLongestWait() {
        Bulkhead bulkhead = bulkhead(1, 50);
        hold(bulkhead, LOGIN, 1);

        assertThat(refusal(bulkhead, LOGIN).error()).isEqualTo(LwaError.BUSY);
        assertThat(bulkhead.waiting(Share.LOGIN)).isZero();
        assertThat(bulkhead.used(Share.LOGIN)).isEqualTo(1);
    }

    @Test
    void placesAreGivenInTheOrderOfArrival() throws Exception {
        Bulkhead bulkhead = bulkhead(1, LONG_MILLIS);
        hold(bulkhead, LOGIN, 1);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int number = i;
            waiting.add(CompletableFuture.runAsync(() -> run(bulkhead, LOGIN, () -> order.add(number)), threads));
            until(() -> bulkhead.waiting(Share.LOGIN) == number);
        }

        end.countDown();

        for (CompletableFuture<?> request : waiting) {
            request.get(20, TimeUnit.SECONDS);
        }
        assertThat(order).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void otherRequestsLeaveHalfOfThePlacesToLogins() {
        Bulkhead bulkhead = bulkhead(4, 50);
        hold(bulkhead, OTHER, 2);

        assertThat(refusal(bulkhead, OTHER).error()).isEqualTo(LwaError.BUSY);
        assertThat(run(bulkhead, LOGIN, () -> "done")).isEqualTo("done");
    }

    @Test
    void loginDoesNotWaitBehindRequestsThatMayNotHaveItsPlace() {
        Bulkhead bulkhead = bulkhead(4, LONG_MILLIS);
        hold(bulkhead, OTHER, 2);
        CompletableFuture<?> waiting = CompletableFuture.runAsync(() -> run(bulkhead, OTHER, () -> "done"), threads);
        until(() -> bulkhead.waiting(Share.OTHER) == 1);

        assertThat(run(bulkhead, LOGIN, () -> "done")).isEqualTo("done");
        assertThat(waiting).isNotDone();
    }

    @Test
    void loginsMayTakeAllPlaces() {
        Bulkhead bulkhead = bulkhead(4, 50);
        hold(bulkhead, LOGIN, 4);

        assertThat(bulkhead.used(Share.LOGIN)).isEqualTo(4);
        assertThat(refusal(bulkhead, OTHER).error()).isEqualTo(LwaError.BUSY);
    }

    @Test
    void regionThatHangsLeavesPlacesToAnother() {
        Bulkhead bulkhead = bulkhead(8, 50);
        Admission europe = Admission.login(LwaCall.TOKEN, Region.EU);
        run(bulkhead, europe, () -> "done");
        hold(bulkhead, LOGIN, 6);

        assertThat(refusal(bulkhead, LOGIN).error()).isEqualTo(LwaError.BUSY);
        assertThat(run(bulkhead, europe, () -> "done")).isEqualTo("done");
    }

    @Test
    void regionHasAllPlacesWhenNoOtherWasUsedForLong() {
        Bulkhead bulkhead = bulkhead(8, 50);
        run(bulkhead, Admission.login(LwaCall.TOKEN, Region.EU), () -> "done");
        advance(Duration.ofMinutes(10));

        hold(bulkhead, LOGIN, 8);

        assertThat(bulkhead.used(Share.LOGIN)).isEqualTo(8);
    }

    @Test
    void requestsForOneUserDoNotFillThePlaces() {
        Bulkhead bulkhead = bulkhead(16, 50);
        hold(bulkhead, Admission.renewal(Region.NA, "realm/amazon/jane"), 5);

        assertThat(refusal(bulkhead, Admission.renewal(Region.NA, "realm/amazon/jane"))
                        .call())
                .isEqualTo(LwaCall.REFRESH);
        assertThat(run(bulkhead, Admission.renewal(Region.NA, "realm/amazon/ada"), () -> "done"))
                .isEqualTo("done");
    }

    @Test
    void singlePlaceIsForEverybody() {
        Bulkhead bulkhead = bulkhead(1, 50);
        run(bulkhead, Admission.login(LwaCall.TOKEN, Region.EU), () -> "done");

        assertThat(run(bulkhead, Admission.renewal(Region.NA, "u"), () -> "done"))
                .isEqualTo("done");
        assertThat(run(bulkhead, LOGIN, () -> "done")).isEqualTo("done");
    }

    @Test
    void taskThatFailsGivesItsPlaceBack() {
        Bulkhead bulkhead = bulkhead(1, 50);
        LwaException failure = catchThrowableOfType(
                LwaException.class,
                () -> bulkhead.run(LOGIN, () -> {
                    throw LwaException.of(LwaCall.TOKEN, LwaError.TIMEOUT);
                }));

        assertThat(failure.error()).isEqualTo(LwaError.TIMEOUT);
        assertThat(run(bulkhead, LOGIN, () -> "done")).isEqualTo("done");
    }

    @Test
    void threadThatIsInterruptedWhileItWaitsStaysInterrupted() throws Exception {
        Bulkhead bulkhead = bulkhead(1, LONG_MILLIS);
        hold(bulkhead, LOGIN, 1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            refusal(bulkhead, LOGIN);
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        until(() -> bulkhead.waiting(Share.LOGIN) == 1);

        thread.interrupt();

        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
    }

    private Bulkhead bulkhead(int places, long maxWaitMillis) {
        return new Bulkhead(places, maxWaitMillis, maxWaitMillis, now::get);
    }

    private String advance(Duration time) {
        now.addAndGet(time.toNanos());
        return "later";
    }

    /** Takes places until the test ends, or until it counts {@link #end} down. */
    private void hold(Bulkhead bulkhead, Admission admission, int places) {
        CountDownLatch held = new CountDownLatch(places);
        for (int i = 0; i < places; i++) {
            threads.execute(() -> run(bulkhead, admission, () -> {
                held.countDown();
                return await(end);
            }));
        }
        until(() -> held.getCount() == 0);
    }

    private static String await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "ended";
    }

    private static <T> T run(Bulkhead bulkhead, Admission admission, AmazonTask<T> task) {
        try {
            return bulkhead.run(admission, task);
        } catch (LwaException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LwaException refusal(Bulkhead bulkhead, Admission admission) {
        LwaException refusal = catchThrowableOfType(LwaException.class, () -> bulkhead.run(admission, () -> "done"));
        assertThat(refusal).as("the refusal").isNotNull();
        return refusal;
    }

    /** Without the long wait of these tests. */
    private static LwaException refusalAtOnce(Bulkhead bulkhead, Admission admission) {
        long start = System.nanoTime();
        LwaException refusal = refusal(bulkhead, admission);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(LONG_MILLIS / 2));
        return refusal;
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("now, before the deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
