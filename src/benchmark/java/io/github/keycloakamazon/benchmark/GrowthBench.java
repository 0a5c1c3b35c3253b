package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Database;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a login costs with many linked users, many at the same time, and many realms; on PostgreSQL. */
@Tag("bench")
class GrowthBench {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 12);
    private static final int LOGINS = Integer.getInteger("bench.logins", 100);
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 400);
    private static final int RUSHES = Integer.getInteger("bench.rushes", 5);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 6));
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
        concurrency();
        realms(realm);
        report.write();
    }

    /** Nobody who signs in is in Keycloak's cache, so that each login looks for its user among all. */
    private void users(TestRealm realm) throws Exception {
        Map<Integer, Cost> costs = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int users : Shuffled.of(USERS, round)) {
                haveLinkedUsers(realm, users);
                realm.admin().logoutAll();
                signInTimes(realm, REGULARS);
                realm.admin().clearUserCache();
                measure(List.of(realm), REGULARS, costs.computeIfAbsent(users, any -> new Cost()));
            }
        }
        Cost fewest = costs.get(USERS.get(0));
        report.table(
                "Linked users",
                Cost.columns("users", "against the fewest"),
                costs.entrySet().stream()
                        .map(cost -> cost.getValue().row(cost.getKey().toString(), fewest))
                        .toList());
    }

    /** Copies a person's rows, whatever columns this release has. */
    private static void haveLinkedUsers(TestRealm realm, int users) throws SQLException {
        String realmId = realm.admin().toRepresentation().getId();
        database.execute("""
                DELETE FROM federated_identity WHERE user_id LIKE 'copy-%%';
                DELETE FROM user_entity WHERE id LIKE 'copy-%%';
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
                     WHERE u.realm_id = '%3$s' AND u.username LIKE 'regular-0@%%') link
                """.formatted(REGULARS, users, realmId));
        database.execute("VACUUM ANALYZE user_entity");
        database.execute("VACUUM ANALYZE federated_identity");
        assertThat(realm.admin().users().count()).isEqualTo(users);
    }

    /** With this provider and with the generic one in turn. */
    private void concurrency() throws Exception {
        Map<Contender, TestRealm> realms = new EnumMap<>(Contender.class);
        for (Contender contender : List.of(Contender.AMAZON, Contender.GENERIC)) {
            TestRealm realm = contender.realm(servers.keycloak(), servers.amazon());
            for (int login = 0; login < Math.max(REGULARS, WARM_UP); login++) {
                signIn(contender, realm, login);
            }
            realms.put(contender, realm);
        }
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        for (int people : AT_A_TIME) {
            Map<Contender, Rushes> rushes = rushes(realms, people);
            rushes.forEach((contender, all) -> {
                rows.add(row(Integer.toString(people), contender.label(), all.cells(rushes.get(Contender.GENERIC))));
                bars.computeIfAbsent(contender.label(), any -> new ArrayList<>())
                        .add(all.loginsPerSecond());
            });
        }
        report.table("Users who sign in at the same time", row("users", "", Rushes.COLUMNS), rows);
        report.chart(
                "concurrency.svg",
                "Logins per second, by users at a time",
                "per second",
                AT_A_TIME.stream().map(Object::toString).toList(),
                bars);
    }

    private Map<Contender, Rushes> rushes(Map<Contender, TestRealm> realms, int people) throws Exception {
        Map<Contender, Rushes> rushes = new EnumMap<>(Contender.class);
        List<Visitor> visitors = Stream.generate(servers::visitor).limit(people).toList();
        for (int round = 0; round < RUSHES; round++) {
            for (Contender contender : Shuffled.of(List.copyOf(realms.keySet()), round)) {
                TestRealm realm = realms.get(contender);
                long cpu = servers.gauge().cpuNanos();
                Rush rush = Rush.of(contender, realm, visitors, regulars, TIME);
                rushes.computeIfAbsent(contender, any -> new Rushes())
                        .add(rush, servers.gauge().cpuNanos() - cpu);
                realm.admin().logoutAll();
            }
        }
        return rushes;
    }

    private static List<String> row(String first, String second, List<String> others) {
        return Stream.concat(Stream.of(first, second), others.stream()).toList();
    }

    private void realms(TestRealm one) throws Exception {
        List<TestRealm> many = new ArrayList<>(List.of(one));
        while (many.size() < REALMS) {
            many.add(Contender.AMAZON.realm(servers.keycloak(), servers.amazon()));
        }
        // That changes the realm, too, which Keycloak then reads again: nothing to have between two measurements.
        one.admin().logoutAll();
        for (TestRealm realm : many) {
            signInTimes(realm, 2);
        }
        Cost inOne = new Cost();
        Cost inMany = new Cost();
        for (int round = 0; round < ROUNDS; round++) {
            for (boolean all : Shuffled.of(List.of(false, true), round)) {
                measure(all ? many : List.of(one), 2, all ? inMany : inOne);
            }
        }
        report.table(
                "Realms with a provider each",
                Cost.columns("realms", "against one"),
                List.of(inOne.row("1 of " + REALMS, inOne), inMany.row(REALMS + " in turn", inOne)));
    }

    /** What a login costs a server and the person who waits, round by round. */
    private static final class Cost {
        private final Figures processor = new Figures();
        private final Figures waiting = new Figures();

        private static List<String> columns(String what, String comparison) {
            return List.of(
                    what,
                    "Keycloak's processor time of a login, ms",
                    comparison,
                    "waiting for Keycloak, ms",
                    comparison);
        }

        private List<String> row(String what, Cost base) {
            return List.of(
                    what,
                    processor.summary(1),
                    processor.per(base.processor).summary(2),
                    waiting.summary(1),
                    waiting.per(base.waiting).summary(2));
        }
    }

    /** People who are known in all these realms sign in to one after the other. */
    private void measure(List<TestRealm> realms, int people, Cost cost) throws Exception {
        Figures waiting = new Figures();
        long before = servers.gauge().cpuNanos();
        for (int login = 0; login < LOGINS; login++) {
            waiting.add(signIn(Contender.AMAZON, realms.get(login % realms.size()), login / realms.size() % people));
        }
        cost.processor.add((servers.gauge().cpuNanos() - before) / 1e6 / LOGINS);
        cost.waiting.add(waiting.median());
    }

    private void signInTimes(TestRealm realm, int times) throws Exception {
        for (int login = 0; login < times; login++) {
            signIn(Contender.AMAZON, realm, login);
        }
    }

    /** {@return how long the person waited, in milliseconds} */
    private double signIn(Contender contender, TestRealm realm, int whose) throws IOException, InterruptedException {
        Person person = regulars.get(whose % REGULARS);
        Visitor.Outcome outcome = contender.signIn(browsers.get(person), realm, person);
        assertThat(outcome.succeeded()).as(person.key()).isTrue();
        return outcome.keycloakNanos() / 1e6;
    }
}
