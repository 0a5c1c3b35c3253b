package io.github.keycloakamazon.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts one server: home, ports, build when asked for, process, and the wait until it answers. */
final class KeycloakStarter {
    private static final int ATTEMPTS_WITH_OTHER_PORTS = 3;
    private static final int LOG_LINES_IN_ERRORS = 30;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    private final KeycloakConfig config;
    private final KeycloakCommand command;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PROBE_TIMEOUT).build();

    KeycloakStarter(KeycloakConfig config) {
        this.config = config;
        this.command = new KeycloakCommand(config);
    }

    KeycloakServer start() {
        for (int attempt = 1; ; attempt++) {
            KeycloakPorts ports = KeycloakPorts.choose(config);
            try {
                return startOn(ports);
            } catch (KeycloakStartException e) {
                if (attempt == ATTEMPTS_WITH_OTHER_PORTS || !ports.wereTaken()) {
                    throw e;
                }
            }
        }
    }

    private KeycloakServer startOn(KeycloakPorts ports) {
        KeycloakHome home = KeycloakHome.create(config.distribution(), config.name(), buildInputs());
        try {
            home.addRealms(config.realmFiles());
            ServerLog log = new ServerLog(
                    config.distribution().workDirectory().resolve("logs").resolve(home.name() + ".log"));
            if (config.mode() == KeycloakConfig.Mode.OPTIMIZED && !home.isBuilt()) {
                build(home, log);
            }
            KeycloakServer server = launch(home, ports, log);
            home.keepBuild();
            return server;
        } catch (RuntimeException | Error e) {
            home.delete();
            throw e;
        }
    }

    private List<String> buildInputs() {
        List<String> inputs = new ArrayList<>(command.buildOptions());
        inputs.add(config.mode().name());
        return inputs;
    }

    private void build(KeycloakHome home, ServerLog log) {
        ProcessTree build = run(home, command.build(home.script()), log);
        try {
            if (!build.awaitEnd(config.startTimeout())) {
                throw failed("did not finish its build in " + config.startTimeout(), log);
            }
            if (build.exitStatus() != 0) {
                throw failed("failed to build, exit status " + build.exitStatus(), log);
            }
        } finally {
            build.kill();
        }
    }

    private KeycloakServer launch(KeycloakHome home, KeycloakPorts ports, ServerLog log) {
        ProcessTree processes = run(home, command.start(home.script(), ports.http(), ports.management()), log);
        try {
            awaitReady(processes, ports, log);
            return new KeycloakServer(config, home, ports, log, processes);
        } catch (RuntimeException | Error e) {
            processes.kill();
            throw e;
        }
    }

    private ProcessTree run(KeycloakHome home, List<String> commandLine, ServerLog log) {
        try {
            Files.createDirectories(log.file().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProcessBuilder builder = new ProcessBuilder(commandLine)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        command.adapt(builder.environment());
        return ProcessTree.start(builder, home::delete);
    }

    private void awaitReady(ProcessTree processes, KeycloakPorts ports, ServerLog log) {
        URI probe = URI.create(ports.url(config) + "/realms/master");
        long deadline = System.nanoTime() + config.startTimeout().toNanos();
        while (!answers(probe)) {
            if (processes.awaitEnd(POLL_INTERVAL)) {
                throw failed("ended before it answered, exit status " + processes.exitStatus(), log);
            }
            if (System.nanoTime() > deadline) {
                throw failed("did not answer at " + probe + " in " + config.startTimeout(), log);
            }
        }
    }

    private boolean answers(URI probe) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(probe).timeout(PROBE_TIMEOUT).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Keycloak starts", e);
        }
    }

    private KeycloakStartException failed(String what, ServerLog log) {
        return new KeycloakStartException("Keycloak " + config.distribution().version() + " " + what + ". The end of "
                + log.file() + ":\n" + log.tail(LOG_LINES_IN_ERRORS));
    }
}
