package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.ApiListener;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A slow Amazon costs those who wait for it their time, and nobody else. This Keycloak lets two requests wait for Amazon, and lets them
 * wait for so long that whatever is answered meanwhile was answered beside them. Its metrics are off.
 */
class BulkheadIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Person ADA = Person.named("ada", "Ada Lovelace");
    private static final Person GRACE = Person.named("grace", "Grace Hopper");

    private static AmazonEmulator amazon;
    private static KeycloakServer keycloak;

    private final ExecutorService people = Executors.newFixedThreadPool(2);
    private final Browser browser = new Browser();
    private TestRealm realm;

    @BeforeAll
    static void start() {
        amazon = AmazonEmulator.builder()
                .api(ApiListener.HTTPS)
                .anyLocalReturnUrl(true)
                .person(Person.JANE)
                .person(ADA)
                .person(GRACE)
                .start();
        keycloak = KeycloakServer.start(Servers.keycloakFor(amazon)
                .option("spi-social-amazon-max-concurrent-calls", "2")
                .option("spi-social-amazon-total-timeout-millis", "300000")
                .option("metrics-enabled", "false"));
    }

    @AfterAll
    static void stop() {
        if (keycloak != null) {
            keycloak.close();
        }
        amazon.close();
    }

    @BeforeEach
    void makeRealm() {
        amazon.reset();
        realm = TestRealm.create(keycloak, any -> {}).withAmazon();
    }

    @AfterEach
    void close() {
        amazon.reset();
        people.shutdownNow();
        browser.close();
        realm.close();
    }

    @Test
    void settingsAreSavedWithoutAskingAmazonWhenTooManyWait() throws Exception {
        amazon.on(Endpoint.TOKEN).always(Fault.hang());
        List<Future<String>> waiting = List.of(signInBeside(ADA), signInBeside(GRACE));
        amazon.awaitRequest(Endpoint.TOKEN, PATIENCE);
        amazon.awaitRequest(Endpoint.TOKEN, PATIENCE);
        long mark = keycloak.logMark();

        realm.changeProvider(
                provider -> provider.getConfig().putAll(Map.of("checkOnSave", "true", "clientSecret", "mistyped")));

        assertThat(keycloak.logSince(mark)).contains("Amazon did not confirm the settings", "code=busy");
        assertThat(waiting).as("logins that wait for Amazon").noneMatch(Future::isDone);
        assertThat(amazon.requestCount(Endpoint.TOKEN)).isEqualTo(2);
    }

    @Test
    void whoeverIsOneTooManyIsToldSoAtOnceAndMaySignInAnotherWay() throws Exception {
        realm.addUser("paul", "paul@example.com", "password");
        amazon.on(Endpoint.TOKEN).always(Fault.hang());
        List<Future<String>> waiting = List.of(signInBeside(ADA), signInBeside(GRACE));
        amazon.awaitRequest(Endpoint.TOKEN, PATIENCE);
        amazon.awaitRequest(Endpoint.TOKEN, PATIENCE);

        realm.signIn(browser, Person.JANE);

        assertThat(browser.status()).as("an ordinary page").isEqualTo(200);
        assertThat(browser.text()).contains("Amazon is slow at the moment").contains("sign in another way");
        assertThat(browser.has("social-amazon")).as("the button, to try again").isTrue();
        assertThat(realm.lastEvent("IDENTITY_PROVIDER_LOGIN_ERROR")
                        .orElseThrow()
                        .getDetails())
                .containsEntry("reason", "busy");
        assertThat(amazon.requestCount(Endpoint.TOKEN)).isEqualTo(2);

        browser.type("username", "paul").type("password", "password").clickSelected("#kc-login");

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
        assertThat(waiting).as("logins that wait for Amazon").noneMatch(Future::isDone);

        amazon.reset();
        for (Future<String> page : waiting) {
            assertThat(page.get()).contains("Amazon cannot be reached");
        }
        try (Browser next = new Browser()) {
            realm.signIn(next, Person.JANE);
            assertThat(realm.application().isSignedIn(next.address()))
                    .as(next.text())
                    .isTrue();
        }
    }

    @Test
    void slowAmazonIsNotThrottledUpToTheLimit() throws Exception {
        amazon.on(Endpoint.TOKEN).always(Fault.delay(Duration.ofSeconds(3)));
        amazon.on(Endpoint.PROFILE).always(Fault.delay(Duration.ofSeconds(1)));

        List<Future<String>> logins = List.of(signInBeside(ADA), signInBeside(GRACE));

        for (Future<String> page : logins) {
            assertThat(page.get()).contains("Back at the application");
        }
        assertThat(realm.events("IDENTITY_PROVIDER_LOGIN_ERROR")).isEmpty();
    }

    @Test
    void signInNeedsNoMetrics() {
        HttpRequest metrics = HttpRequest.newBuilder(URI.create(keycloak.managementUrl() + "/metrics"))
                .build();
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> HttpClient.newHttpClient().send(metrics, BodyHandlers.discarding()));

        realm.signIn(browser, Person.JANE);

        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }

    private Future<String> signInBeside(Person person) {
        return people.submit(() -> {
            try (Browser own = new Browser()) {
                return realm.signIn(own, person).text();
            }
        });
    }
}
