package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.keycloakamazon.benchmark.Burst;
import io.github.keycloakamazon.benchmark.Visitor;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred users come back from a healthy Amazon at the same moment, which is more than there are places. */
class BurstIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.create().withAmazon();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        amazon.reset();
        realm.close();
    }

    @Test
    @Timeout(300)
    void nobodyIsRefused() throws Exception {
        // The account is there, and the server has done everything once.
        assertThatCode(() -> visitor().signInWithAmazon(realm, Person.JANE)).doesNotThrowAnyException();
        for (Endpoint endpoint : List.of(Endpoint.TOKEN, Endpoint.PROFILE)) {
            amazon.on(endpoint).always(Fault.delay(Duration.ofMillis(20)));
        }

        List<Visitor.Outcome> logins = Burst.of(100, this::visitor, realm, () -> {});

        assertThat(logins).hasSize(100).noneMatch(Visitor.Outcome::refused);
        assertThat(logins).allMatch(Visitor.Outcome::succeeded);
    }

    private Visitor visitor() {
        return new Visitor(http, PATIENCE);
    }
}
