package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of Amazon on Keycloak's metrics endpoint. Other classes count on the same meters, so differences count here. */
class MetricsIT {
    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private final TestRealm realm = TestRealm.create().withAmazon();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        browser.close();
        realm.close();
    }

    @Test
    void callsAreCountedAndTimedByCallAndOutcome() {
        double tokens = meter("keycloak_amazon_calls_seconds_count", "token", "success");
        double profiles = meter("keycloak_amazon_calls_seconds_count", "profile", "success");
        double time = meter("keycloak_amazon_calls_seconds_sum", "token", "success");

        realm.signIn(browser, Person.JANE);

        assertThat(meter("keycloak_amazon_calls_seconds_count", "token", "success"))
                .isEqualTo(tokens + 1);
        assertThat(meter("keycloak_amazon_calls_seconds_count", "profile", "success"))
                .isEqualTo(profiles + 1);
        assertThat(meter("keycloak_amazon_calls_seconds_sum", "token", "success"))
                .isGreaterThan(time);
    }

    @Test
    void failuresAreCountedByTheirCode() {
        double refusedClients = meter("keycloak_amazon_calls_seconds_count", "token", "invalid_client");
        amazon.on(Endpoint.TOKEN).always(Fault.jsonError(401, "invalid_client", "Client authentication failed"));

        realm.signIn(browser, Person.JANE);

        assertThat(meter("keycloak_amazon_calls_seconds_count", "token", "invalid_client"))
                .isEqualTo(refusedClients + 1);
    }

    @Test
    void codesThatAreNotAmazonsShareOneMeter() {
        double unknown = meter("keycloak_amazon_calls_seconds_count", "token", "unknown_error");
        amazon.on(Endpoint.TOKEN).always(Fault.jsonError(400, "made_up_yesterday", ""));

        realm.signIn(browser, Person.JANE);

        assertThat(meter("keycloak_amazon_calls_seconds_count", "token", "unknown_error"))
                .isEqualTo(unknown + 1);
        assertThat(metrics()).doesNotContain("made_up_yesterday");
    }

    @Test
    void refusalsAreThereToBeWatchedBeforeTheFirst() {
        realm.signIn(browser, Person.JANE);

        assertThat(metrics()).containsPattern("(?m)^keycloak_amazon_refusals_total(\\{[^}]*})? [0-9]");
    }

    /** The value of a meter; zero before it is there. */
    private static double meter(String name, String call, String outcome) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + "{")
                        && line.contains("call=\"" + call + "\"")
                        && line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String metrics() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(Servers.keycloak().managementUrl() + "/metrics"))
                .build();
        try {
            HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
