package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.cluster.Cluster;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a second node costs and brings. Both nodes share this machine's processors with PostgreSQL and the people, so what counts is the
 * processor time of a login on all nodes together, and that it is no worse than with the generic provider.
 */
@Tag("bench")
class TwoNodesBench {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 12);
    private static final int LOGINS = Integer.getInteger("bench.logins", 40);
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 400);
    private static final int RUSHES = Integer.getInteger("bench.rushes", 8);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 8));
    private static final int PEOPLE = 16;
    private static final List<Contender> CONTENDERS = List.of(Contender.AMAZON, Contender.GENERIC);

    private final Map<Contender, TestRealm> realms = new EnumMap<>(Contender.class);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final List<Visitor> visitors = Stream.generate(() -> new Visitor(http, Duration.ofSeconds(60)))
            .limit(PEOPLE)
            .toList();
    private final List<Person> people = IntStream.range(0, PEOPLE)
            .mapToObj(i -> Person.named("regular-" + i, "Regular " + i))
            .toList();
    private final List<List<String>> costs = new ArrayList<>();
    private final List<List<String>> rushes = new ArrayList<>();

    @Test
    void measure() throws Exception {
        try (Cluster cluster = Cluster.start()) {
            cluster.balance();
            people.forEach(cluster.amazon()::addPerson);
            for (Contender contender : CONTENDERS) {
                realms.put(contender, realm(contender, cluster));
            }
            measure("two", List.of(cluster.one(), cluster.other()));
            cluster.sendTo(cluster.one());
            cluster.other().stop();
            measure("one", List.of(cluster.one()));
        }
        Report report = new Report("two-nodes");
        report.table(
                "Two nodes and one: a login's cost",
                List.of("nodes", "", "processor time of a login on all nodes, ms", "against generic"),
                costs);
        report.table(
                "Two nodes and one: " + PEOPLE + " users at a time",
                Stream.concat(Stream.of("nodes", ""), Rushes.COLUMNS.stream()).toList(),
                rushes);
        report.write();
    }

    private static TestRealm realm(Contender contender, Cluster cluster) {
        KeycloakServer node = cluster.one();
        return contender.prepare(
                TestRealm.create(
                        cluster.url(),
                        node.config().adminUsername(),
                        node.config().adminPassword(),
                        any -> {}),
                cluster.amazon());
    }

    private void measure(String nodes, List<KeycloakServer> servers) throws Exception {
        List<ServerGauge> gauges = new ArrayList<>();
        for (KeycloakServer server : servers) {
            gauges.add(ServerGauge.of(server.pid()));
        }
        for (Contender contender : CONTENDERS) {
            signIn(contender, WARM_UP);
        }
        cost(nodes, gauges);
        rush(nodes, gauges);
        for (ServerGauge gauge : gauges) {
            gauge.close();
        }
    }

    private void cost(String nodes, List<ServerGauge> gauges) throws Exception {
        Map<Contender, Figures> cpu = new EnumMap<>(Contender.class);
        for (int round = 0; round < ROUNDS; round++) {
            for (Contender contender : Shuffled.of(CONTENDERS, round)) {
                long before = cpuNanos(gauges);
                signIn(contender, LOGINS);
                cpu.computeIfAbsent(contender, any -> new Figures()).add((cpuNanos(gauges) - before) / 1e6 / LOGINS);
            }
        }
        cpu.forEach((contender, figures) -> costs.add(List.of(
                nodes,
                contender.label(),
                figures.summary(1),
                figures.per(cpu.get(Contender.GENERIC)).summary(2))));
    }

    private void rush(String nodes, List<ServerGauge> gauges) throws Exception {
        for (Contender contender : CONTENDERS) {
            Rush.of(contender, realms.get(contender), visitors, people, TIME);
        }
        Map<Contender, Rushes> all = new EnumMap<>(Contender.class);
        for (int round = 0; round < RUSHES; round++) {
            for (Contender contender : Shuffled.of(CONTENDERS, round)) {
                long before = cpuNanos(gauges);
                Rush rush = Rush.of(contender, realms.get(contender), visitors, people, TIME);
                all.computeIfAbsent(contender, any -> new Rushes()).add(rush, cpuNanos(gauges) - before);
                realms.get(contender).admin().logoutAll();
            }
        }
        all.forEach((contender, figures) -> rushes.add(
                Stream.concat(Stream.of(nodes, contender.label()), figures.cells(all.get(Contender.GENERIC)).stream())
                        .toList()));
    }

    private static long cpuNanos(List<ServerGauge> gauges) {
        return gauges.stream().mapToLong(ServerGauge::cpuNanos).sum();
    }

    private void signIn(Contender contender, int times) throws Exception {
        for (int login = 0; login < times; login++) {
            int whose = login % PEOPLE;
            assertThat(contender
                            .signIn(visitors.get(whose), realms.get(contender), people.get(whose))
                            .succeeded())
                    .as(contender.label())
                    .isTrue();
        }
        realms.get(contender).admin().logoutAll();
    }
}
