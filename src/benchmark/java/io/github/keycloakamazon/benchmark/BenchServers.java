package io.github.keycloakamazon.benchmark;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.ApiListener;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.server.KeycloakConfig;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The Keycloak and the emulated Amazon of a benchmark: no trace log, and the provider's own defaults for timeouts. */
final class BenchServers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AmazonEmulator amazon;
    private final KeycloakServer keycloak;
    private final ServerGauge gauge;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private BenchServers(AmazonEmulator amazon, KeycloakServer keycloak) throws IOException {
        this.amazon = amazon;
        this.keycloak = keycloak;
        this.gauge = ServerGauge.of(keycloak.pid());
    }

    static BenchServers start() throws IOException {
        return start(UnaryOperator.identity());
    }

    static BenchServers start(UnaryOperator<KeycloakConfig> change) throws IOException {
        return start(emulator(), change);
    }

    static AmazonEmulator emulator() {
        return AmazonEmulator.builder()
                .api(ApiListener.HTTPS)
                .anyLocalReturnUrl(true)
                .start();
    }

    static BenchServers start(AmazonEmulator amazon, UnaryOperator<KeycloakConfig> change) throws IOException {
        return start(amazon, KeycloakDistribution.current(), change);
    }

    /** For the generic provider only. */
    static BenchServers startWithoutProvider(UnaryOperator<KeycloakConfig> change) throws IOException {
        return start(emulator(), KeycloakDistribution.current().withoutProviders(), change);
    }

    private static BenchServers start(
            AmazonEmulator amazon, KeycloakDistribution distribution, UnaryOperator<KeycloakConfig> change)
            throws IOException {
        KeycloakConfig config = Servers.keycloakFor(amazon, distribution)
                .option("spi-social-amazon-connect-timeout-millis", "3000")
                .option("spi-social-amazon-total-timeout-millis", "8000")
                .option("log-level", "warn")
                .heapMegabytes(1024)
                .mode(KeycloakConfig.Mode.PRODUCTION);
        return new BenchServers(amazon, KeycloakServer.start(change.apply(config)));
    }

    AmazonEmulator amazon() {
        return amazon;
    }

    KeycloakServer keycloak() {
        return keycloak;
    }

    ServerGauge gauge() {
        return gauge;
    }

    Visitor visitor() {
        return visitor(PATIENCE);
    }

    Visitor visitor(Duration patience) {
        return new Visitor(http, patience);
    }

    @Override
    public void close() throws IOException {
        gauge.close();
        keycloak.close();
        amazon.close();
    }
}
