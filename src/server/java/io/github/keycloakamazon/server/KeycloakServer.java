package io.github.keycloakamazon.server;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A running Keycloak: the real distribution in a process of its own, with a fresh database.
 *
 * <pre>{@code
 * try (KeycloakServer keycloak = KeycloakServer.start(KeycloakConfig.of(KeycloakDistribution.current()))) {
 *     browser.open(URI.create(keycloak.url()));
 * }
 * }</pre>
 *
 * <p>Several may run side by side. None outlives this process, unless this process is killed with SIGKILL.
 */
public final class KeycloakServer implements AutoCloseable {
    /** Between SIGTERM and SIGKILL. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final KeycloakConfig config;
    private final KeycloakHome home;
    private final KeycloakPorts ports;
    private final ServerLog log;
    private final ProcessTree processes;
    private final long pid;

    KeycloakServer(
            KeycloakConfig config, KeycloakHome home, KeycloakPorts ports, ServerLog log, ProcessTree processes) {
        this.config = config;
        this.home = home;
        this.ports = ports;
        this.log = log;
        this.processes = processes;
        this.pid = processes.jvm().pid();
    }

    /**
     * Starts Keycloak and waits until it answers.
     *
     * @throws KeycloakStartException when a port asked for is taken, when the process ends before it answers, or when it does
     *     not answer in time; no process is left
     */
    public static KeycloakServer start(KeycloakConfig config) {
        return new KeycloakStarter(config).start();
    }

    /** The address browsers and applications use, without a slash at the end. */
    public String url() {
        return ports.url(config);
    }

    /** The address of the admin REST interface, without a slash at the end. */
    public String adminUrl() {
        return url() + "/admin";
    }

    /** The address of a realm, without a slash at the end; unless a host name is set, also the issuer of its tokens. */
    public String realmUrl(String realm) {
        return url() + "/realms/" + realm;
    }

    /** The address of health and metrics, without a slash at the end; nobody listens unless an option switched them on. */
    public String managementUrl() {
        return "http://localhost:" + ports.management();
    }

    /** The directory with {@code kcadm.sh} and {@code kc.sh}; gone when the server is stopped. */
    public Path commandLineTools() {
        return home.script().toAbsolutePath().getParent();
    }

    /** The directory for themes, which a development server reads anew for every page; gone when the server is stopped. */
    public Path themes() {
        return home.directory().resolve("themes");
    }

    public int httpPort() {
        return ports.http();
    }

    public KeycloakConfig config() {
        return config;
    }

    /** The file with everything the server wrote. It stays when the server is stopped. */
    public Path log() {
        return log.file();
    }

    /** The place where the log ends now, for {@link #logSince(long)}. */
    public long logMark() {
        return log.mark();
    }

    /** What was logged after {@code mark}, an answer of {@link #logMark()}; 0 is the beginning. */
    public String logSince(long mark) {
        return log.since(mark);
    }

    /** The process id of the server's Java machine, not of the script around it. */
    public long pid() {
        return pid;
    }

    public boolean isRunning() {
        return processes.isAlive();
    }

    /** Waits until the server ends, by itself or because it is stopped. */
    public void awaitEnd() throws InterruptedException {
        processes.awaitEnd();
    }

    /** Ends the server (SIGTERM, after a while SIGKILL), waits for that and deletes its database. May be called again. */
    public synchronized void stop() {
        processes.terminate(STOP_TIMEOUT);
        home.delete();
    }

    /** Ends the server at once (SIGKILL), as a crash would, and deletes its database. */
    public synchronized void kill() {
        processes.kill();
        home.delete();
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }
}
