package io.github.keycloakamazon.benchmark;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many people who sign in over and over for a while, all at the same time.
 *
 * @param waiting how long each who got to the application waited for Keycloak, in milliseconds
 * @param refused how many were told to try again later by a message on the login page
 * @param failed how many did not get to the application for any other reason
 * @param seconds how long it went on
 */
record Rush(Figures waiting, int refused, int failed, double seconds) {
    /**
     * Lets them in.
     *
     * @param visitors one for each who signs in at the same time
     * @param people who they are, in turn
     */
    static Rush of(Contender contender, TestRealm realm, List<Visitor> visitors, List<Person> people, Duration time)
            throws Exception {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        ExecutorService crowd = Executors.newFixedThreadPool(visitors.size());
        try {
            List<Future<List<Visitor.Outcome>>> all = new ArrayList<>();
            for (int i = 0; i < visitors.size(); i++) {
                Visitor visitor = visitors.get(i);
                Person person = people.get(i % people.size());
                all.add(crowd.submit(until(end, () -> contender.signIn(visitor, realm, person))));
            }
            Figures waiting = new Figures();
            int refused = 0;
            int failed = 0;
            for (Future<List<Visitor.Outcome>> one : all) {
                for (Visitor.Outcome outcome : one.get()) {
                    if (outcome.succeeded()) {
                        waiting.add(outcome.keycloakNanos() / 1e6);
                    } else if (outcome.refused()) {
                        refused++;
                    } else {
                        failed++;
                    }
                }
            }
            return new Rush(waiting, refused, failed, (System.nanoTime() - start) / 1e9);
        } finally {
            crowd.shutdownNow();
        }
    }

    private static Callable<List<Visitor.Outcome>> until(long end, Callable<Visitor.Outcome> login) {
        return () -> {
            List<Visitor.Outcome> outcomes = new ArrayList<>();
            while (System.nanoTime() < end) {
                outcomes.add(login.call());
            }
            return outcomes;
        };
    }

    double loginsPerSecond() {
        return waiting.count() / seconds;
    }
}
