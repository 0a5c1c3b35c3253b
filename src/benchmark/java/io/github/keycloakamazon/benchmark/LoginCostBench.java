package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A login's cost: processor time, memory, waiting and calls to Amazon, one person after the other. */
@Tag("bench")
class LoginCostBench {
    /** Until then Java still compiles, now for the one and now for the other. */
    private static final int WARM_UP_ROUNDS = Integer.getInteger("bench.warmup", 8);

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 12);
    private static final int LOGINS = Integer.getInteger("bench.logins", 200);
    private static final int SAMPLED_LOGINS = 20 * LOGINS;
    private static final AtomicInteger NEWCOMERS = new AtomicInteger();

    private static BenchServers servers;
    private final Map<Contender, TestRealm> realms = new EnumMap<>(Contender.class);
    private final Map<Contender, Visitor> visitors = new EnumMap<>(Contender.class);
    private final Report report = new Report("login-cost");

    @BeforeAll
    static void start() throws Exception {
        servers = BenchServers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    private static final class Results {
        final Map<Contender, Figures> cpu = new EnumMap<>(Contender.class);
        final Map<Contender, Figures> allocated = new EnumMap<>(Contender.class);
        final Map<Contender, Figures> waiting = new EnumMap<>(Contender.class);
        final Map<Contender, Figures> calls = new EnumMap<>(Contender.class);
        final Map<Contender, Figures> connections = new EnumMap<>(Contender.class);

        static Figures of(Map<Contender, Figures> figures, Contender contender) {
            return figures.computeIfAbsent(contender, any -> new Figures());
        }
    }

    @Test
    void measure() throws Exception {
        for (Contender contender : Contender.values()) {
            realms.put(contender, contender.realm(servers.keycloak(), servers.amazon()));
            visitors.put(contender, servers.visitor());
        }
        rounds(WARM_UP_ROUNDS, new Results(), new Results());
        Results returning = new Results();
        Results newcomers = new Results();
        rounds(ROUNDS, returning, newcomers);
        OwnShare share = OwnShare.during(servers.gauge(), () -> {
            for (int login = 0; login < SAMPLED_LOGINS; login++) {
                signIn(Contender.AMAZON, Person.JANE);
            }
        });
        publish("Returning user", returning);
        publish("New user", newcomers);
        report.table(
                "Share of a login's processor time, by sampling",
                List.of("samples", "in this project's own code", "share"),
                List.of(List.of(
                        Long.toString(share.samples()),
                        Long.toString(share.own()),
                        Figures.number(100 * share.share(), 2) + " %")));
        report.table("Where in this project's own code", List.of("method", "samples"), share.hottest(10));
        report.chart(
                "login-cost.svg",
                "Processor time of a login in Keycloak",
                "milliseconds",
                List.of("returning user", "new user"),
                bars(returning.cpu, newcomers.cpu));
        report.write();

        assertThat(Results.of(returning.calls, Contender.AMAZON).quantile(1))
                .as("calls to Amazon")
                .isEqualTo(2);
    }

    private void rounds(int rounds, Results returning, Results newcomers) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : Shuffled.of(List.of(Contender.values()), round)) {
                block(contender, returning, false);
            }
            for (Contender contender : Shuffled.of(List.of(Contender.values()), round)) {
                if (contender != Contender.PASSWORD) {
                    block(contender, newcomers, true);
                }
            }
        }
    }

    private void block(Contender contender, Results results, boolean newPeople) throws Exception {
        List<Person> people = new ArrayList<>();
        for (int login = 0; login < LOGINS; login++) {
            people.add(newPeople ? newcomer() : Person.JANE);
        }
        if (newPeople) {
            visitors.put(contender, servers.visitor());
        }
        AmazonEmulator amazon = servers.amazon();
        amazon.forgetRequests();
        long connections = amazon.apiConnections();
        long allocated = servers.gauge().allocatedBytes();
        long cpu = servers.gauge().cpuNanos();
        for (Person person : people) {
            Visitor visitor = newPeople ? servers.visitor() : visitors.get(contender);
            Visitor.Outcome outcome = contender.signIn(visitor, realms.get(contender), person);
            assertThat(outcome.succeeded())
                    .as("%s: status %s", contender, outcome.status())
                    .isTrue();
            Results.of(results.waiting, contender).add(outcome.keycloakNanos() / 1e6);
        }
        cpu = servers.gauge().cpuNanos() - cpu;
        allocated = servers.gauge().allocatedBytes() - allocated;
        Results.of(results.cpu, contender).add(cpu / 1e6 / LOGINS);
        Results.of(results.allocated, contender).add(allocated / 1e3 / LOGINS);
        Results.of(results.calls, contender)
                .add((double) (amazon.requestCount(Endpoint.TOKEN)
                                + amazon.requestCount(Endpoint.PROFILE)
                                + amazon.requestCount(Endpoint.TOKENINFO))
                        / LOGINS);
        Results.of(results.connections, contender).add((double) (amazon.apiConnections() - connections) / LOGINS);
        realms.get(contender).admin().logoutAll();
    }

    private Person newcomer() {
        String key = "newcomer-" + NEWCOMERS.incrementAndGet();
        Person person = Person.named(key, "New Comer");
        servers.amazon().addPerson(person);
        return person;
    }

    private void signIn(Contender contender, Person person) throws Exception {
        assertThat(contender
                        .signIn(visitors.get(contender), realms.get(contender), person)
                        .succeeded())
                .as(contender.label())
                .isTrue();
    }

    private void publish(String title, Results results) {
        List<List<String>> rows = new ArrayList<>();
        for (Contender contender : results.cpu.keySet()) {
            Figures waiting = results.waiting.get(contender);
            rows.add(List.of(
                    contender.label(),
                    results.cpu.get(contender).summary(1),
                    results.allocated.get(contender).summary(0),
                    Figures.number(waiting.quantile(0.5), 1) + " / " + Figures.number(waiting.quantile(0.95), 1) + " / "
                            + Figures.number(waiting.quantile(0.99), 1),
                    Figures.number(results.calls.get(contender).median(), 2),
                    Figures.number(results.connections.get(contender).median(), 2)));
        }
        report.table(
                title,
                List.of(
                        "",
                        "processor time, ms",
                        "allocated, kB",
                        "waiting, ms (p50 / p95 / p99)",
                        "calls to Amazon",
                        "new connections"),
                rows);
        report.table(
                title + ": ratios, pair by pair",
                List.of("", "processor time", "allocated"),
                List.of(
                        ratio(results, Contender.AMAZON, Contender.GENERIC),
                        ratio(results, Contender.AMAZON_WITH_ALL, Contender.GENERIC_WITH_TOKENS)));
        results.cpu.forEach((contender, figures) -> report.keep(title + " cpu ms " + contender, figures.values()));
        results.waiting.forEach(
                (contender, figures) -> report.keep(title + " waiting ms " + contender, figures.values()));
    }

    private static List<String> ratio(Results results, Contender ours, Contender theirs) {
        return List.of(
                ours.label() + " / " + theirs.label(),
                results.cpu.get(ours).per(results.cpu.get(theirs)).summary(2),
                results.allocated.get(ours).per(results.allocated.get(theirs)).summary(2));
    }

    private static Map<String, List<Double>> bars(Map<Contender, Figures> first, Map<Contender, Figures> second) {
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        second.keySet()
                .forEach(contender -> bars.put(
                        contender.label(),
                        List.of(
                                first.get(contender).median(),
                                second.get(contender).median())));
        return bars;
    }
}
