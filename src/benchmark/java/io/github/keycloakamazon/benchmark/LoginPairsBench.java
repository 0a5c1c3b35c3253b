package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A returning user's login with this provider and with the generic one, in many short pairs: what differs between the two is small, and
 * a server's speed changes from minute to minute.
 */
@Tag("bench")
class LoginPairsBench {
    private static final int WARM_UP_PAIRS = Integer.getInteger("bench.warmup", 40);
    private static final int PAIRS = Integer.getInteger("bench.pairs", 40);
    private static final int LOGINS = Integer.getInteger("bench.logins", 100);
    private static final List<Contender> CONTENDERS = List.of(Contender.AMAZON, Contender.GENERIC);

    private final Map<Contender, TestRealm> realms = new EnumMap<>(Contender.class);
    private final Map<Contender, Visitor> visitors = new EnumMap<>(Contender.class);
    private final Map<Contender, Cost> costs = new EnumMap<>(Contender.class);

    /** What a login took, one figure for each block. */
    private static final class Cost {
        final Figures process = new Figures();
        final Figures threads = new Figures();
        final Figures allocated = new Figures();
        final Figures waits = new Figures();
        final Map<String, Figures> byThread = new TreeMap<>();
    }

    @Test
    void measure() throws Exception {
        try (BenchServers servers = BenchServers.start()) {
            for (Contender contender : CONTENDERS) {
                realms.put(contender, contender.realm(servers.keycloak(), servers.amazon()));
                visitors.put(contender, servers.visitor());
            }
            pairs(servers.gauge(), WARM_UP_PAIRS);
            pairs(servers.gauge(), PAIRS);
        }
        publish();
    }

    private void pairs(ServerGauge gauge, int pairs) throws Exception {
        CONTENDERS.forEach(contender -> costs.put(contender, new Cost()));
        for (int pair = 0; pair < pairs; pair++) {
            for (Contender contender : Shuffled.of(CONTENDERS, pair)) {
                block(gauge, contender, costs.get(contender));
            }
        }
    }

    private void block(ServerGauge gauge, Contender contender, Cost cost) throws Exception {
        long allocated = gauge.allocatedBytes();
        long waits = gauge.waits();
        Map<String, Long> threads = gauge.cpuNanosByThread();
        long process = gauge.cpuNanos();
        for (int login = 0; login < LOGINS; login++) {
            assertThat(contender
                            .signIn(visitors.get(contender), realms.get(contender), Person.JANE)
                            .succeeded())
                    .as(contender.label())
                    .isTrue();
        }
        cost.process.add((gauge.cpuNanos() - process) / 1e6 / LOGINS);
        double sum = 0;
        for (Map.Entry<String, Long> thread : gauge.cpuNanosByThread().entrySet()) {
            double micros = (thread.getValue() - threads.getOrDefault(thread.getKey(), 0L)) / 1e3 / LOGINS;
            cost.byThread.computeIfAbsent(thread.getKey(), any -> new Figures()).add(micros);
            sum += thread.getKey().startsWith("RMI") || thread.getKey().startsWith("JMX") ? 0 : micros;
        }
        cost.threads.add(sum / 1e3);
        cost.waits.add((double) (gauge.waits() - waits) / LOGINS);
        cost.allocated.add((gauge.allocatedBytes() - allocated) / 1e3 / LOGINS);
        realms.get(contender).admin().logoutAll();
    }

    private void publish() throws Exception {
        Cost ours = costs.get(Contender.AMAZON);
        Cost theirs = costs.get(Contender.GENERIC);
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("processor time of the process, ms", ours.process, theirs.process, 2));
        rows.add(row("processor time of its Java threads, ms", ours.threads, theirs.threads, 2));
        rows.add(row("allocated, kB", ours.allocated, theirs.allocated, 0));
        rows.add(row("waits of a thread", ours.waits, theirs.waits, 1));
        Report report = new Report("login-pairs");
        report.table(
                PAIRS + " pairs of " + LOGINS + " logins",
                List.of("a login of a returning user", "this provider", "generic oauth2", "ratio, pair by pair"),
                rows);
        List<List<String>> threads = new ArrayList<>();
        ours.byThread.forEach((name, figures) -> {
            if (figures.median() >= 1) {
                threads.add(List.of(
                        name,
                        figures.summary(0),
                        theirs.byThread.getOrDefault(name, new Figures()).summary(0)));
            }
        });
        report.table("By thread", List.of("threads", "this provider, µs", "generic oauth2, µs"), threads);
        report.write();
    }

    private static List<String> row(String what, Figures ours, Figures theirs, int decimals) {
        return List.of(
                what,
                ours.summary(decimals),
                theirs.summary(decimals),
                ours.per(theirs).summary(3));
    }
}
