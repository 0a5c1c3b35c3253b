package io.github.keycloakamazon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a person waits for between the callback and the application when Amazon's API is 80 ms away: the first login after a pause that
 * was long enough for Amazon to close the connections, and one soon after it.
 */
@Tag("bench")
class DistanceBench {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 12);
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 400);
    private static final Duration ROUND_TRIP = Duration.ofMillis(80);

    /** Longer than the 15 seconds in which the provider takes a connection for open. */
    private static final Duration PAUSE = Duration.ofSeconds(16);

    /** Nobody types a password faster. */
    private static final Duration AT_AMAZON = Duration.ofSeconds(1);

    private static final List<String> MOMENTS = List.of("first after a pause", "soon after another");

    private final Map<String, List<Figures>> waiting = new LinkedHashMap<>();
    private final Map<String, Figures> connections = new LinkedHashMap<>();

    @Test
    void measure() throws Exception {
        measure(true, List.of(Contender.AMAZON, Contender.GENERIC), Contender::label);
        measure(false, List.of(Contender.AMAZON), contender -> contender.label() + ", connect-ahead off");
        publish();
    }

    private void measure(boolean connectAhead, List<Contender> contenders, Function<Contender, String> label)
            throws Exception {
        try (AmazonEmulator amazon = BenchServers.emulator();
                DistantPort api =
                        new DistantPort(URI.create(amazon.apiBaseUrl()).getPort(), ROUND_TRIP);
                BenchServers servers = BenchServers.start(
                        amazon,
                        config -> config.option("spi-social-amazon-api-base-url", distant(amazon.apiBaseUrl(), api))
                                .option("spi-social-amazon-connect-ahead", Boolean.toString(connectAhead)))) {
            Map<Contender, TestRealm> realms = new LinkedHashMap<>();
            for (Contender contender : contenders) {
                TestRealm realm = contender.realm(servers.keycloak(), amazon);
                moveAway(contender, realm, amazon, api);
                realms.put(contender, realm);
            }
            Visitor visitor = servers.visitor();
            for (int login = 0; login < WARM_UP; login++) {
                for (Contender contender : contenders) {
                    signIn(contender, visitor, realms.get(contender));
                }
            }
            visitor.stayAtAmazon(AT_AMAZON);
            for (int round = 0; round < ROUNDS; round++) {
                for (Contender contender : contenders) {
                    measure(label.apply(contender), contender, visitor, realms.get(contender), api);
                }
            }
        }
    }

    private static String distant(String url, DistantPort port) {
        URI near = URI.create(url);
        return url.replace(":" + near.getPort(), ":" + port.port());
    }

    private static void moveAway(Contender contender, TestRealm realm, AmazonEmulator amazon, DistantPort api) {
        if (contender == Contender.GENERIC) {
            realm.changeProvider(provider -> {
                provider.getConfig().put("tokenUrl", distant(amazon.tokenUrl(), api));
                provider.getConfig().put("userInfoUrl", distant(amazon.profileUrl(), api));
            });
        }
    }

    private void measure(String label, Contender contender, Visitor visitor, TestRealm realm, DistantPort api)
            throws Exception {
        List<Figures> moments = waiting.computeIfAbsent(label, any -> List.of(new Figures(), new Figures()));
        Figures opened = connections.computeIfAbsent(label, any -> new Figures());
        LockSupport.parkNanos(PAUSE.toNanos());
        api.hangUp();
        long before = api.connections();
        for (Figures moment : moments) {
            moment.add(signIn(contender, visitor, realm).callbackNanos() / 1e6);
        }
        opened.add((double) (api.connections() - before));
    }

    private static Visitor.Outcome signIn(Contender contender, Visitor visitor, TestRealm realm)
            throws IOException, InterruptedException {
        Visitor.Outcome outcome = contender.signIn(visitor, realm, Person.JANE);
        assertThat(outcome.succeeded()).as(contender.label()).isTrue();
        return outcome;
    }

    private void publish() throws IOException {
        Report report = new Report("distance");
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        waiting.forEach((label, moments) -> {
            rows.add(List.of(
                    label,
                    moments.get(0).summary(0),
                    moments.get(1).summary(0),
                    Figures.number(connections.get(label).median(), 0)));
            bars.put(label, List.of(moments.get(0).median(), moments.get(1).median()));
            for (int moment = 0; moment < MOMENTS.size(); moment++) {
                report.keep(
                        label + ", " + MOMENTS.get(moment) + ", ms",
                        moments.get(moment).values());
            }
        });
        report.table(
                "From the callback to the application, Amazon " + ROUND_TRIP.toMillis() + " ms away",
                List.of("", MOMENTS.get(0) + ", ms", MOMENTS.get(1) + ", ms", "connections for both"),
                rows);
        report.chart(
                "distance.svg",
                "From the callback to the application, Amazon " + ROUND_TRIP.toMillis() + " ms away",
                "milliseconds",
                MOMENTS,
                bars);
        report.write();
    }
}
