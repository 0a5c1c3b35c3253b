package io.github.keycloakamazon.benchmark;

import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What becomes of users who all come back from Amazon at the same moment: from a healthy Amazon that takes 20 ms for each response, and
 * after Amazon has closed every connection of the pool.
 */
@Tag("bench")
class BurstBench {
    private static final int[] USERS = {50, 100, 200};
    private static final int STALE_USERS = 12;
    private static final int WARM_UP_ROUNDS = Integer.getInteger("bench.warmup", 8);
    private static final int REPEATS = Integer.getInteger("bench.repeats", 6);
    private static final Duration RESPONSE_TIME = Duration.ofMillis(20);
    private static final List<Contender> CONTENDERS = List.of(Contender.AMAZON, Contender.GENERIC);

    private static BenchServers servers;
    private final Map<Contender, TestRealm> realms = new EnumMap<>(Contender.class);
    private final List<List<String>> rows = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        servers = BenchServers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void measure() throws Exception {
        for (Contender contender : CONTENDERS) {
            TestRealm realm = contender.realm(servers.keycloak(), servers.amazon());
            realms.put(contender, realm);
            contender.signIn(servers.visitor(), realm, Person.JANE);
        }
        for (Endpoint endpoint : List.of(Endpoint.TOKEN, Endpoint.PROFILE)) {
            servers.amazon().on(endpoint).always(Fault.delay(RESPONSE_TIME));
        }
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (Contender contender : Shuffled.of(CONTENDERS, round)) {
                burst(contender, USERS[0], () -> {});
            }
        }
        for (int users : USERS) {
            measure(users + " from a healthy Amazon", users, () -> {});
        }
        measure(STALE_USERS + " with stale connections", STALE_USERS, BurstBench::closePooledConnections);
        publish();
    }

    private void measure(String what, int users, Runnable whenAllAreAtAmazon) throws Exception {
        Map<Contender, List<Visitor.Outcome>> outcomes = new EnumMap<>(Contender.class);
        for (int round = 0; round < REPEATS; round++) {
            for (Contender contender : Shuffled.of(CONTENDERS, round)) {
                outcomes.computeIfAbsent(contender, any -> new ArrayList<>())
                        .addAll(burst(contender, users, whenAllAreAtAmazon));
            }
        }
        outcomes.forEach((contender, logins) -> rows.add(row(what, contender, logins)));
    }

    private static List<String> row(String what, Contender contender, List<Visitor.Outcome> logins) {
        Figures callbacks = new Figures();
        logins.forEach(login -> callbacks.add(login.callbackNanos() / 1e6));
        long succeeded = logins.stream().filter(Visitor.Outcome::succeeded).count();
        long refused = logins.stream().filter(Visitor.Outcome::refused).count();
        return List.of(
                what,
                contender.label(),
                Integer.toString(logins.size()),
                Long.toString(refused),
                Long.toString(logins.size() - succeeded - refused),
                Figures.number(callbacks.median(), 0) + " / " + Figures.number(callbacks.quantile(0.95), 0));
    }

    private List<Visitor.Outcome> burst(Contender contender, int users, Runnable whenAllAreAtAmazon) throws Exception {
        TestRealm realm = realms.get(contender);
        List<Visitor.Outcome> outcomes = Burst.of(users, servers::visitor, realm, whenAllAreAtAmazon);
        realm.admin().logoutAll();
        return outcomes;
    }

    /** The bursts before left connections in the pool of Keycloak's HTTP client. */
    private static void closePooledConnections() {
        servers.amazon().network(NetworkFault.refuse());
        servers.amazon().network(NetworkFault.none());
    }

    private void publish() throws IOException {
        Report report = new Report("burst");
        report.table(
                "Users who come back at the same moment",
                List.of(
                        "users",
                        "",
                        "logins",
                        "refused because of too many",
                        "failed otherwise",
                        "from the callback to the application, ms (p50 / p95)"),
                rows);
        report.write();
    }
}
