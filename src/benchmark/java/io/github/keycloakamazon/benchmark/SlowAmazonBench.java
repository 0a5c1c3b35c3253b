package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a slow Amazon costs everybody else. 120 people press the Amazon button, wait for what comes, and press it again within four
 * seconds; meanwhile others sign in with a password, four in a second.
 */
@Tag("bench")
class SlowAmazonBench {
    private static final int PEOPLE = Integer.getInteger("bench.people", 120);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 20);
    private static final int REPEATS = Integer.getInteger("bench.repeats", 2);
    private static final int WARM_UP_ROUNDS = Integer.getInteger("bench.warmup", 2);
    private static final int[] PLACES = {25, 37, 41, 44, 48};
    private static final Duration LONGEST_THOUGHT = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** They come whether or not those before them have been served: who waits for one to end counts too few long waits. */
    private static final Duration BETWEEN_PASSWORD_LOGINS = Duration.ofMillis(250);

    /** A password login takes no longer when the server has got over what it was put through. */
    private static final Duration CALM = Duration.ofMillis(200);

    private static final List<Contender> CONTENDERS = List.of(Contender.AMAZON, Contender.GENERIC);

    private final Map<Contender, TestRealm> realms = new LinkedHashMap<>();

    private interface Trouble {
        void at(AmazonEmulator amazon);
    }

    private static final Map<String, Trouble> CONDITIONS = conditions();
    private static final String HEALTHY = "healthy";
    private static final String HANG = "hang";
    private static final List<String> SHARE_CONDITIONS = List.of(HEALTHY, "1 s", "2 s");

    private static Map<String, Trouble> conditions() {
        Map<String, Trouble> conditions = new LinkedHashMap<>();
        conditions.put(HEALTHY, amazon -> {});
        conditions.put("200 ms", amazon -> amazon.on(Endpoint.TOKEN).always(Fault.delay(Duration.ofMillis(200))));
        conditions.put("1 s", amazon -> amazon.on(Endpoint.TOKEN).always(Fault.delay(Duration.ofSeconds(1))));
        conditions.put("2 s", amazon -> amazon.on(Endpoint.TOKEN).always(Fault.delay(Duration.ofSeconds(2))));
        conditions.put(HANG, amazon -> amazon.on(Endpoint.TOKEN).always(Fault.hang()));
        conditions.put("reset", amazon -> amazon.on(Endpoint.TOKEN).always(Fault.reset()));
        conditions.put("TLS stall", amazon -> amazon.network(NetworkFault.stall()));
        return conditions;
    }

    /** What people saw in one condition: milliseconds to the end of a password login, and to Keycloak's answer to an Amazon login. */
    private static final class Seen {
        final Figures password = new Figures();
        final Figures amazon = new Figures();
        final AtomicInteger signedIn = new AtomicInteger();
        final AtomicInteger gaveUp = new AtomicInteger();
    }

    @Test
    void measure() throws Exception {
        try (BenchServers servers = BenchServers.start()) {
            publish("slow-amazon", measure(servers, List.copyOf(CONDITIONS.keySet()), CONTENDERS));
        }
    }

    /** A server with few threads, all of which the requests that wait for Amazon could take. */
    @Test
    void measureWithTenThreads() throws Exception {
        try (BenchServers servers = BenchServers.start(keycloak -> keycloak.option("http-pool-max-threads", "10"))) {
            publish("slow-amazon-ten-threads", measure(servers, List.of(HEALTHY, HANG), CONTENDERS));
        }
    }

    /** How many places let as many users sign in as the generic provider does, and how many leave too few threads to others. */
    @Test
    void measureShares() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (int places : PLACES) {
            String limit = Integer.toString(places);
            try (BenchServers servers =
                    BenchServers.start(keycloak -> keycloak.option("spi-social-amazon-max-concurrent-calls", limit))) {
                addRows(rows, limit, measure(servers, SHARE_CONDITIONS, List.of(Contender.AMAZON)));
            }
        }
        try (BenchServers servers = BenchServers.start()) {
            addRows(rows, "no limit", measure(servers, SHARE_CONDITIONS, List.of(Contender.GENERIC)));
        }
        Report report = new Report("slow-amazon-shares");
        report.table(
                "Places for Amazon, of 50 threads",
                List.of("places", "Amazon", "signed in", "refused with a message", "password login, ms (p50 / p95)"),
                rows);
        report.write();
    }

    private static void addRows(List<List<String>> rows, String limit, Map<String, Map<Contender, Seen>> seen) {
        seen.forEach((condition, byContender) -> byContender.forEach((contender, results) -> rows.add(List.of(
                limit + ", " + contender.label(),
                condition,
                Integer.toString(results.signedIn.get()),
                Integer.toString(results.amazon.count() - results.signedIn.get()),
                Figures.number(results.password.median(), 0) + " / "
                        + Figures.number(results.password.quantile(0.95), 0)))));
    }

    private Map<String, Map<Contender, Seen>> measure(
            BenchServers servers, List<String> conditions, List<Contender> contenders) throws Exception {
        TestRealm passwords = Contender.PASSWORD.realm(servers.keycloak(), servers.amazon());
        Map<String, Map<Contender, Seen>> seen = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            realms.put(contender, contender.realm(servers.keycloak(), servers.amazon()));
        }
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (Contender contender : contenders) {
                underLoad(servers, contender, passwords, new Seen());
            }
        }
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            for (String condition : conditions) {
                for (Contender contender : Shuffled.of(contenders, repeat)) {
                    Seen results = seen.computeIfAbsent(condition, any -> new LinkedHashMap<>())
                            .computeIfAbsent(contender, any -> new Seen());
                    Objects.requireNonNull(CONDITIONS.get(condition)).at(servers.amazon());
                    underLoad(servers, contender, passwords, results);
                }
            }
        }
        return seen;
    }

    private void underLoad(BenchServers servers, Contender contender, TestRealm passwords, Seen results)
            throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        ExecutorService others = Executors.newCachedThreadPool();
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                all.add(people.submit(impatient(servers, contender, results, end)));
            }
            List<Future<Double>> everybodyElse = new ArrayList<>();
            while (System.nanoTime() < end) {
                everybodyElse.add(others.submit(() -> millisToSignIn(servers, passwords)));
                LockSupport.parkNanos(BETWEEN_PASSWORD_LOGINS.toNanos());
            }
            for (Future<Double> login : everybodyElse) {
                results.password.add(login.get());
            }
            for (Future<Void> person : all) {
                person.get();
            }
        } finally {
            people.shutdownNow();
            others.shutdownNow();
            // Before anything else is asked of Keycloak, all of whose threads may be waiting.
            servers.amazon().reset();
        }
        await("the server to be calm again")
                .atMost(Duration.ofMinutes(5))
                .until(() -> millisToSignIn(servers, passwords) < CALM.toMillis());
        passwords.admin().logoutAll();
        realms.get(contender).admin().logoutAll();
    }

    /** As long as the person was willing to wait, if there is no answer. */
    private static double millisToSignIn(BenchServers servers, TestRealm passwords) throws Exception {
        try {
            Visitor.Outcome outcome = Contender.PASSWORD.signIn(servers.visitor(PATIENCE), passwords, Person.JANE);
            assertThat(outcome.succeeded()).as("password login").isTrue();
            return outcome.keycloakNanos() / 1e6;
        } catch (HttpTimeoutException e) {
            return PATIENCE.toMillis();
        }
    }

    private Callable<Void> impatient(BenchServers servers, Contender contender, Seen results, long end) {
        return () -> {
            Visitor visitor = servers.visitor(PATIENCE);
            think();
            while (System.nanoTime() < end) {
                try {
                    Visitor.Outcome outcome = contender.signIn(visitor, realms.get(contender), Person.JANE);
                    synchronized (results) {
                        results.amazon.add(outcome.keycloakNanos() / 1e6);
                    }
                    results.signedIn.addAndGet(outcome.succeeded() ? 1 : 0);
                } catch (IOException e) {
                    results.gaveUp.incrementAndGet();
                }
                think();
            }
            return null;
        };
    }

    /** Each as long as chance has it, so that people do not come in waves. */
    private static void think() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_THOUGHT.toNanos()));
    }

    private static void publish(String name, Map<String, Map<Contender, Seen>> seen) throws IOException {
        Report report = new Report(name);
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        seen.forEach((condition, byContender) -> byContender.forEach((contender, results) -> {
            Figures healthy = seen.get(HEALTHY).get(contender).password;
            double p95 = results.password.quantile(0.95);
            rows.add(List.of(
                    condition,
                    contender.label(),
                    Figures.number(results.password.median(), 0) + " / " + Figures.number(p95, 0),
                    Figures.number(p95 / healthy.quantile(0.95), 1),
                    Figures.number(results.amazon.median(), 0) + " / "
                            + Figures.number(results.amazon.quantile(0.95), 0),
                    Integer.toString(results.signedIn.get()),
                    Integer.toString(results.amazon.count() - results.signedIn.get()),
                    Integer.toString(results.gaveUp.get())));
            bars.computeIfAbsent(contender.label(), any -> new ArrayList<>()).add(p95);
            report.keep(condition + " " + contender + " password ms", results.password.values());
            report.keep(condition + " " + contender + " amazon ms", results.amazon.values());
        }));
        report.table(
                PEOPLE + " users at a slow Amazon",
                List.of(
                        "Amazon",
                        "",
                        "password login, ms (p50 / p95)",
                        "p95 against healthy",
                        "response to an Amazon login, ms (p50 / p95)",
                        "signed in",
                        "refused with a message",
                        "no response in " + PATIENCE.toSeconds() + " s"),
                rows);
        report.logarithmicChart(
                name + ".svg",
                "Password logins meanwhile, 95th percentile",
                "milliseconds",
                List.copyOf(seen.keySet()),
                bars);
        report.write();
    }
}
