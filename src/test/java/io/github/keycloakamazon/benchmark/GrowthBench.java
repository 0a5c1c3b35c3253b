package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Database;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a login costs with many linked users, many at the same time, and many realms; on PostgreSQL. */
class GrowthBench {
    private static final int BLOCKS = Integer.getInteger("bench.rounds", 12);
    private static final int LOGINS = Integer.getInteger("bench.logins", 40);
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 400);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 20));
    private static final List<Integer> USERS = List.of(1_000, 10_000, 100_000);
    private static final List<Integer> AT_A_TIME = List.of(1, 2, 4, 8, 16, 32, 64, 128, 200);
    private static final int REALMS = Integer.getInteger("bench.realms", 100);
    private static final int REGULARS = 100;

    private static Database database;
    private static BenchServers servers;

    private final List<Person> regulars = new ArrayList<>();
    private final Map<Person, Visitor> browsers = new LinkedHashMap<>();
    private final Report report = new Report("growth");

    @BeforeAll
    static void start() throws Exception {
        database = Database.start();
        servers = BenchServers.start(database::behind);
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
        database.close();
    }

    @Test
    void measure() throws Exception {
        TestRealm realm = Contender.AMAZON.realm(servers.keycloak(), servers.amazon());
        for (int i = 0; i < REGULARS; i++) {
            Person regular = Person.named("regular-" + i, "Regular " + i);
            servers.amazon().addPerson(regular);
            regulars.add(regular);
            browsers.put(regular, servers.visitor());
        }
        signInTimes(realm, Math.max(REGULARS, WARM_UP));
        users(realm);
        concurrency(realm);
        realms(realm);
        report.write();
    }

    private void users(TestRealm realm) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        int before = REGULARS;
        for (int users : USERS) {
            addLinkedUsers(realm, before, users);
            before = users;
            Figures cpu = cost(List.of(realm), REGULARS);
            medians.add(cpu.median());
            rows.add(
                    List.of(Integer.toString(users), cpu.summary(1), Figures.number(cpu.median() / medians.get(0), 2)));
        }
        report.table("Linked users", List.of("users", "processor time of a login, ms", "against the fewest"), rows);
    }

    /** Copies a person's rows, whatever columns this release has. */
    private static void addLinkedUsers(TestRealm realm, int from, int to) throws SQLException {
        String realmId = realm.admin().toRepresentation().getId();
        database.execute("""
                INSERT INTO user_entity
                SELECT (jsonb_populate_record(NULL::user_entity, to_jsonb(someone) || jsonb_build_object(
                    'id', 'copy-' || n, 'username', 'copy-' || n,
                    'email', 'copy-' || n || '@example.com', 'email_constraint', 'copy-' || n || '@example.com'))).*
                FROM generate_series(%1$d + 1, %2$d) n,
                    (SELECT * FROM user_entity WHERE realm_id = '%3$s' AND username LIKE 'regular-0@%%') someone;
                INSERT INTO federated_identity
                SELECT (jsonb_populate_record(NULL::federated_identity, to_jsonb(link) || jsonb_build_object(
                    'user_id', 'copy-' || n, 'federated_user_id', 'amzn1.account.COPY' || n))).*
                FROM generate_series(%1$d + 1, %2$d) n,
                    (SELECT f.* FROM federated_identity f JOIN user_entity u ON u.id = f.user_id
                     WHERE u.realm_id = '%3$s' AND u.username LIKE 'regular-0@%%') link;
                ANALYZE user_entity;
                ANALYZE federated_identity
                """.formatted(from, to, realmId));
        assertThat(realm.admin().users().count()).isEqualTo(to);
    }

    private void concurrency(TestRealm realm) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        List<Double> throughput = new ArrayList<>();
        for (int people : AT_A_TIME) {
            List<Visitor> visitors =
                    Stream.generate(servers::visitor).limit(people).toList();
            long cpu = servers.gauge().cpuNanos();
            Rush rush = Rush.of(Contender.AMAZON, realm, visitors, regulars, TIME);
            double cores = (servers.gauge().cpuNanos() - cpu) / 1e9 / rush.seconds();
            throughput.add(rush.loginsPerSecond());
            rows.add(List.of(
                    Integer.toString(people),
                    Figures.number(rush.loginsPerSecond(), 1),
                    Figures.number(rush.waiting().median(), 0) + " / "
                            + Figures.number(rush.waiting().quantile(0.95), 0),
                    Figures.number(cores, 2),
                    Integer.toString(rush.refused()),
                    Integer.toString(rush.failed())));
            realm.admin().logoutAll();
        }
        report.table(
                "People who sign in at the same time",
                List.of(
                        "people",
                        "logins a second",
                        "waiting, ms (p50 / p95)",
                        "cores Keycloak used",
                        "told to try again",
                        "failed"),
                rows);
        report.chart(
                "concurrency.svg",
                "Logins a second",
                "logins a second",
                AT_A_TIME.stream().map(Object::toString).toList(),
                Map.of(Contender.AMAZON.label(), throughput));
    }

    private void realms(TestRealm one) throws Exception {
        List<TestRealm> many = new ArrayList<>(List.of(one));
        while (many.size() < REALMS) {
            many.add(Contender.AMAZON.realm(servers.keycloak(), servers.amazon()));
        }
        for (TestRealm realm : many) {
            signInTimes(realm, 2);
        }
        Figures inOne = cost(List.of(one), 2);
        Figures inMany = cost(many, 2);
        report.table(
                "Realms with a provider each",
                List.of("realms", "processor time of a login, ms", "against one"),
                List.of(
                        List.of("1 of " + REALMS, inOne.summary(1), "1"),
                        List.of(
                                REALMS + " in turn",
                                inMany.summary(1),
                                Figures.number(inMany.median() / inOne.median(), 2))));
    }

    /** People who are known in all these realms sign in to one after the other. */
    private Figures cost(List<TestRealm> realms, int people) throws Exception {
        Figures cpu = new Figures();
        int turn = 0;
        for (int block = 0; block < BLOCKS; block++) {
            long before = servers.gauge().cpuNanos();
            for (int login = 0; login < LOGINS; login++) {
                signIn(realms.get(turn % realms.size()), turn / realms.size() % people);
                turn++;
            }
            cpu.add((servers.gauge().cpuNanos() - before) / 1e6 / LOGINS);
        }
        realms.get(0).admin().logoutAll();
        return cpu;
    }

    private void signInTimes(TestRealm realm, int times) throws Exception {
        for (int login = 0; login < times; login++) {
            signIn(realm, login);
        }
    }

    private void signIn(TestRealm realm, int whose) throws IOException, InterruptedException {
        Person person = regulars.get(whose % REGULARS);
        assertThat(Contender.AMAZON.signIn(browsers.get(person), realm, person).succeeded())
                .as(person.key())
                .isTrue();
    }
}
