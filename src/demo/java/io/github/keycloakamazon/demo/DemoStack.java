package io.github.keycloakamazon.demo;

import io.github.keycloakamazon.demo.app.SampleApp;
import io.github.keycloakamazon.demo.app.SampleAppConfig;
import io.github.keycloakamazon.demo.recorder.AmazonRecorder;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatedClient;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.server.KeycloakConfig;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import io.github.keycloakamazon.server.KeycloakStartException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Everything the demo runs: started in order, stopped in the opposite one. */
final class DemoStack implements AutoCloseable {
    private static final String AUTHORIZATION_BASE_URL = "spi-social-amazon-authorization-base-url";
    private static final String API_BASE_URL = "spi-social-amazon-api-base-url";
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

    private final DemoOptions options;
    private final KeycloakDistribution distribution;
    private final PrintStream out;
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private boolean closed;

    DemoStack(DemoOptions options, KeycloakDistribution distribution, PrintStream out) {
        this.options = options;
        this.distribution = distribution;
        this.out = out;
    }

    /**
     * Starts all and waits until Keycloak answers.
     *
     * @return Keycloak, which the demo lives and dies with
     * @throws KeycloakStartException when it does not start; close the stack then too
     */
    KeycloakServer start() {
        downloadKeycloak();
        KeycloakConfig config = keycloakConfig();
        AmazonAccess amazon;
        if (options.amazon().isPresent()) {
            amazon = options.amazon().get();
            config = config.option(API_BASE_URL, startRecorder(amazon.region().apiBaseUrl()));
        } else {
            amazon = startEmulator();
            config = config.option(AUTHORIZATION_BASE_URL, options.url(DemoPort.AMAZON))
                    .option(API_BASE_URL, options.url(DemoPort.AMAZON));
        }
        KeycloakServer keycloak = startKeycloak(config, amazon);
        // Last, so that nobody can choose "Sign in" before Keycloak is there.
        startApplication();
        return keycloak;
    }

    /** Stops what runs. May be called at any time, from any thread, and again. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!stops.isEmpty()) {
            stops.pop().run();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private AmazonAccess startEmulator() {
        EmulatedClient client = EmulatedClient.named("Demo").withReturnUrl(options.returnUrl());
        AmazonEmulator emulator = AmazonEmulator.builder()
                .port(options.port(DemoPort.AMAZON))
                .client(client)
                .start();
        keep(emulator::close);
        return new AmazonAccess(client.clientId(), client.secret(), Region.NA);
    }

    private void startApplication() {
        SampleApp app = SampleApp.start(new SampleAppConfig(
                options.port(DemoPort.APP),
                URI.create(options.url(DemoPort.KEYCLOAK) + "/realms/" + DemoRealm.NAME),
                DemoRealm.CLIENT_ID,
                DemoRealm.PROVIDER));
        keep(app::close);
    }

    /** Apart from the start, because it may take minutes the first time. */
    private void downloadKeycloak() {
        if (!distribution.isDownloaded()) {
            String activity = "Keycloak " + distribution.version() + " is being downloaded";
            try (StartProgress ignored = StartProgress.of(activity, PROGRESS_INTERVAL, out)) {
                distribution.download();
            } catch (IllegalStateException e) {
                throw new DemoException(e.getMessage());
            }
        }
    }

    /** Stands between Keycloak and the real Amazon. */
    private String startRecorder(URI api) {
        AmazonRecorder recorder = AmazonRecorder.start(api);
        keep(() -> report(recorder));
        return recorder.url();
    }

    private void report(AmazonRecorder recorder) {
        recorder.close();
        AmazonReport.write(recorder.compare(), AmazonReport.FILE).forEach(out::println);
    }

    private KeycloakServer startKeycloak(KeycloakConfig config, AmazonAccess amazon) {
        Path realm = DemoRealm.write(amazon, options.url(DemoPort.APP));
        Runnable forgetRealm = () -> DemoRealm.delete(realm);
        keep(forgetRealm);
        try (StartProgress ignored = StartProgress.of("Keycloak is starting", PROGRESS_INTERVAL, out)) {
            KeycloakServer keycloak = KeycloakServer.start(config.importRealm(realm));
            keep(keycloak::close);
            return keycloak;
        } finally {
            forgetRealm.run();
        }
    }

    private KeycloakConfig keycloakConfig() {
        return KeycloakConfig.of(distribution)
                .name("demo")
                .httpPort(options.port(DemoPort.KEYCLOAK))
                .hostname(options.url(DemoPort.KEYCLOAK));
    }

    private synchronized void keep(Runnable stop) {
        if (closed) {
            stop.run();
        } else {
            stops.push(stop);
        }
    }
}
