package io.github.keycloakamazon.benchmark;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Users who all come back from Amazon at the same moment. */
final class Burst {
    private static final int SECONDS_TO_GET_TO_AMAZON = 120;

    private Burst() {}

    /**
     * Lets them sign in.
     *
     * @param users how many
     * @param visitors makes one
     * @param realm where they sign in
     * @param whenAllAreAtAmazon runs before the first goes back
     */
    static List<Visitor.Outcome> of(int users, Supplier<Visitor> visitors, TestRealm realm, Runnable whenAllAreAtAmazon)
            throws Exception {
        CyclicBarrier together = new CyclicBarrier(users, whenAllAreAtAmazon);
        ExecutorService threads = Executors.newFixedThreadPool(users);
        try {
            List<Future<Visitor.Outcome>> logins = new ArrayList<>();
            for (int i = 0; i < users; i++) {
                Visitor visitor = visitors.get();
                visitor.beforeReturning(() -> await(together));
                logins.add(threads.submit(() -> visitor.signInWithAmazon(realm, Person.JANE)));
            }
            List<Visitor.Outcome> outcomes = new ArrayList<>();
            for (Future<Visitor.Outcome> login : logins) {
                outcomes.add(login.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(SECONDS_TO_GET_TO_AMAZON, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("Not everybody got to Amazon", e);
        }
    }
}
