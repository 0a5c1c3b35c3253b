package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.cluster.Cluster;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a second node costs and brings. Both nodes share this machine's processors with PostgreSQL and the people, so what counts is the
 * processor time of a login on all nodes together, and that it is no worse than with the generic provider.
 */
class TwoNodesBench {
    private static final int BLOCKS = Integer.getInteger("bench.rounds", 12);
    private static final int LOGINS = Integer.getInteger("bench.logins", 40);
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 400);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 20));
    private static final int PEOPLE = 16;
    private static final List<Contender> CONTENDERS = List.of(Contender.AMAZON, Contender.GENERIC);

    private final Map<Contender, TestRealm> realms = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final List<Visitor> visitors = Stream.generate(() -> new Visitor(http, Duration.ofSeconds(60)))
            .limit(PEOPLE)
            .toList();
    private final List<List<String>> rows = new ArrayList<>();

    @Test
    void measure() throws Exception {
        try (Cluster cluster = Cluster.start()) {
            cluster.balance();
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
                "Two nodes and one",
                List.of(
                        "nodes",
                        "",
                        "processor time of a login on all nodes, ms",
                        "logins a second, " + PEOPLE + " people",
                        "waiting, ms (p50 / p95)",
                        "failed"),
                rows);
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
        Map<Contender, Figures> cpu = new LinkedHashMap<>();
        for (int block = 0; block < BLOCKS; block++) {
            for (Contender contender : CONTENDERS) {
                long before = cpuNanos(gauges);
                signIn(contender, LOGINS);
                cpu.computeIfAbsent(contender, any -> new Figures()).add((cpuNanos(gauges) - before) / 1e6 / LOGINS);
            }
        }
        for (Contender contender : CONTENDERS) {
            Rush rush = Rush.of(contender, realms.get(contender), visitors, List.of(Person.JANE), TIME);
            rows.add(List.of(
                    nodes,
                    contender.label(),
                    cpu.get(contender).summary(1),
                    Figures.number(rush.loginsPerSecond(), 1),
                    Figures.number(rush.waiting().median(), 0) + " / "
                            + Figures.number(rush.waiting().quantile(0.95), 0),
                    Integer.toString(rush.refused() + rush.failed())));
        }
        for (ServerGauge gauge : gauges) {
            gauge.close();
        }
    }

    private static long cpuNanos(List<ServerGauge> gauges) {
        return gauges.stream().mapToLong(ServerGauge::cpuNanos).sum();
    }

    private void signIn(Contender contender, int times) throws Exception {
        for (int login = 0; login < times; login++) {
            assertThat(contender
                            .signIn(visitors.get(0), realms.get(contender), Person.JANE)
                            .succeeded())
                    .as(contender.label())
                    .isTrue();
        }
        realms.get(contender).admin().logoutAll();
    }
}
