package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Database;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakConfig;
import io.github.keycloakamazon.server.KeycloakConfig.Mode;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the provider weighs: on disk, at the build and the start of a server, and in memory after many logins. */
@Tag("bench")
class WeightBench {
    private static final int STARTS = Integer.getInteger("bench.starts", 5);
    private static final int SOAK = Integer.getInteger("bench.soak", 50_000);
    private static final int COMPARED = Math.min(10_000, SOAK);
    private static final int STEP = COMPARED / 2;
    private static final int AT_A_TIME = 4;
    private static final int SESSIONS_AT_A_TIME = 500;

    private final Report report = new Report("weight");
    private final Map<String, List<Double>> heap = new LinkedHashMap<>();

    @Test
    void measure() throws Exception {
        starts();
        Map<Integer, List<String>> generic = soak(BenchServers::startWithoutProvider, Contender.GENERIC, COMPARED);
        Map<Integer, List<String>> ours = soak(BenchServers::start, Contender.AMAZON, SOAK);
        publishMemory(ours, generic);
        report.write();
    }

    // ---- At the build and the start

    private void starts() throws Exception {
        Figures buildsWith = new Figures();
        Figures buildsWithout = new Figures();
        Figures startsWith = new Figures();
        Figures startsWithout = new Figures();
        KeycloakDistribution provider = KeycloakDistribution.current();
        KeycloakDistribution bare = provider.withoutProviders();
        startAndBuild(provider, new Figures(), new Figures());
        startAndBuild(bare, new Figures(), new Figures());
        for (int start = 0; start < STARTS; start++) {
            startAndBuild(provider, startsWith, buildsWith);
            startAndBuild(bare, startsWithout, buildsWithout);
        }
        report.table(
                "Disk, build and start",
                List.of("", "with the provider", "without", "ratio"),
                List.of(
                        List.of("JAR, kB", Figures.number(Files.size(jar()) / 1e3, 0), "0", ""),
                        row("kc.sh build, s", buildsWith, buildsWithout),
                        row("kc.sh start --optimized until it responds, s", startsWith, startsWithout)));
    }

    private static Path jar() {
        return KeycloakDistribution.current().providers().get(0);
    }

    private static List<String> row(String what, Figures with, Figures without) {
        return List.of(
                what, with.summary(2), without.summary(2), with.per(without).summary(3));
    }

    /** The start is of a server that was built before; the build is done over, between the server's end and the end of its files. */
    private static void startAndBuild(KeycloakDistribution distribution, Figures starts, Figures builds)
            throws IOException, InterruptedException {
        KeycloakConfig config = KeycloakConfig.of(distribution).mode(Mode.OPTIMIZED);
        long start = System.nanoTime();
        try (KeycloakServer keycloak = KeycloakServer.start(config)) {
            starts.add((System.nanoTime() - start) / 1e9);
            ProcessHandle.of(keycloak.pid()).ifPresent(ProcessHandle::destroy);
            keycloak.awaitEnd();
            start = System.nanoTime();
            Process build = new ProcessBuilder(
                            keycloak.commandLineTools().resolve("kc.sh").toString(), "build")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(build.waitFor()).as("exit status of kc.sh build").isZero();
            builds.add((System.nanoTime() - start) / 1e9);
        }
    }

    // ---- In memory

    private interface Start {
        BenchServers with(UnaryOperator<KeycloakConfig> change) throws IOException;
    }

    /**
     * What is in memory after so many logins: heap in MB and threads. The first logins only warm the server up. The database is
     * PostgreSQL, because the pages that H2 keeps are in the server's own heap, and grow with every session it has written.
     */
    private Map<Integer, List<String>> soak(Start start, Contender contender, int logins) throws Exception {
        Map<Integer, List<String>> rows = new LinkedHashMap<>();
        List<Double> megabytes = heap.computeIfAbsent(contender.label(), any -> new ArrayList<>());
        try (Database database = Database.start();
                BenchServers servers = start.with(database::behind)) {
            TestRealm realm = contender.realm(servers.keycloak(), servers.amazon());
            List<Visitor> visitors =
                    Stream.generate(servers::visitor).limit(AT_A_TIME).toList();
            // Before all others: a person can get an account only once.
            signIn(contender, visitors.get(0), realm);
            ExecutorService crowd = Executors.newFixedThreadPool(AT_A_TIME);
            try {
                for (int done = 0; done <= logins; done += STEP) {
                    signIn(crowd, visitors, contender, realm);
                    servers.amazon().forgetRequests();
                    megabytes.add(servers.gauge().heapBytes() / 1e6);
                    rows.put(
                            done,
                            List.of(
                                    Figures.number(megabytes.get(megabytes.size() - 1), 1),
                                    Integer.toString(servers.gauge().threadCount())));
                }
            } finally {
                crowd.shutdownNow();
            }
        }
        return rows;
    }

    /** Sessions are ended now and then, or their number would grow, which is Keycloak's. */
    private static void signIn(ExecutorService crowd, List<Visitor> visitors, Contender contender, TestRealm realm)
            throws Exception {
        for (int done = 0; done < STEP; done += SESSIONS_AT_A_TIME) {
            List<Callable<Void>> turns = visitors.stream()
                    .<Callable<Void>>map(visitor -> () -> {
                        for (int login = 0; login < SESSIONS_AT_A_TIME / AT_A_TIME; login++) {
                            signIn(contender, visitor, realm);
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> turn : crowd.invokeAll(turns)) {
                turn.get();
            }
            realm.admin().logoutAll();
        }
    }

    /** To the end: a code that no application redeems stays in Keycloak's memory for minutes after it has expired. */
    private static void signIn(Contender contender, Visitor visitor, TestRealm realm)
            throws IOException, InterruptedException {
        Visitor.Outcome outcome = contender.signIn(visitor, realm, Person.JANE);
        assertThat(outcome.succeeded()).isTrue();
        assertThat(realm.application().redeem(outcome.address()).accessToken()).isNotEmpty();
    }

    private void publishMemory(Map<Integer, List<String>> ours, Map<Integer, List<String>> generic) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        ours.forEach((logins, measured) -> {
            List<String> row = new ArrayList<>(List.of(Integer.toString(logins)));
            row.addAll(measured);
            row.addAll(generic.getOrDefault(logins, List.of("", "")));
            rows.add(row);
        });
        report.table(
                "Memory after logins",
                List.of(
                        "logins after the first " + STEP,
                        "heap, MB",
                        "threads",
                        "heap without the JAR (generic oauth2), MB",
                        "threads"),
                rows);
        report.keep("heap MB", heap);
        report.chart(
                "heap.svg",
                "Heap after a full collection, by logins",
                "MB",
                ours.keySet().stream().map(Object::toString).toList(),
                Map.of(Contender.AMAZON.label(), heap.get(Contender.AMAZON.label())));
    }
}
