package io.github.keycloakamazon.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a Keycloak is to be started. Immutable: every method that changes something answers a changed copy, so a test class can
 * keep a common beginning and vary it.
 *
 * <pre>{@code
 * KeycloakConfig.of(KeycloakDistribution.current())
 *         .importRealm(realmFile)
 *         .option("spi-social-amazon-api-base-url", emulator.apiBaseUrl());
 * }</pre>
 */
public final class KeycloakConfig {
    /** How {@code kc.sh} is asked to run. */
    public enum Mode {
        /** {@code start-dev}: no further option is needed. */
        DEVELOPMENT,
        /** {@code start}, with plain HTTP switched on and any host name accepted unless one is set. */
        PRODUCTION,
        /** {@code build}, then {@code start --optimized}: as in a container image. */
        OPTIMIZED
    }

    private final Values values;

    private KeycloakConfig(Values values) {
        this.values = values;
    }

    /** A development server on free ports, reachable from this machine only, with administrator admin/admin. */
    public static KeycloakConfig of(KeycloakDistribution distribution) {
        return new KeycloakConfig(new Values(distribution));
    }

    /** The first part of the names of the log file and the home directory; default {@code keycloak}. */
    public KeycloakConfig name(String name) {
        return with(changed -> changed.name = name);
    }

    public KeycloakConfig mode(Mode mode) {
        return with(changed -> changed.mode = mode);
    }

    /** The port for browsers and applications; 0, the default, takes a free one. */
    public KeycloakConfig httpPort(int port) {
        return with(changed -> changed.httpPort = port);
    }

    /** What Keycloak believes its public address is, as {@code --hostname} takes it. */
    public KeycloakConfig hostname(String hostname) {
        return option("hostname", hostname);
    }

    /** Switches on Keycloak features, beside those switched on before. */
    public KeycloakConfig features(String... features) {
        return with(changed -> changed.features.addAll(List.of(features)));
    }

    /**
     * Any option of {@code kc.sh}.
     *
     * @param name without the leading dashes, for example {@code spi-social-amazon-read-timeout-millis}
     */
    public KeycloakConfig option(String name, String value) {
        return with(changed -> changed.options.put(name, value));
    }

    /** An environment variable for the server. Of this process's own, {@code KC_…} and Java options are not handed down. */
    public KeycloakConfig environment(String name, String value) {
        return with(changed -> changed.environment.put(name, value));
    }

    /** The most heap the server may take, in MiB; default 768. */
    public KeycloakConfig heapMegabytes(int megabytes) {
        return with(changed -> changed.heapMegabytes = megabytes);
    }

    /** Further options of the server's Java machine. */
    public KeycloakConfig jvmOptions(String... options) {
        return with(changed -> changed.jvmOptions.addAll(List.of(options)));
    }

    /** The Java to run the server with; default: the one this process runs on. */
    public KeycloakConfig javaHome(Path javaHome) {
        return with(changed -> changed.javaHome = javaHome);
    }

    /** A realm to create at the start. */
    public KeycloakConfig importRealm(Path realmFile) {
        return with(changed -> changed.realmFiles.add(realmFile));
    }

    /** The administrator of the master realm. */
    public KeycloakConfig admin(String username, String password) {
        return with(changed -> {
            changed.adminUsername = username;
            changed.adminPassword = password;
        });
    }

    /** How long a start may take, with the build; default 10 minutes: a busy machine needs several. A server that ends is noticed at once. */
    public KeycloakConfig startTimeout(Duration timeout) {
        return with(changed -> changed.startTimeout = timeout);
    }

    public KeycloakDistribution distribution() {
        return values.distribution;
    }

    public String name() {
        return values.name;
    }

    public Mode mode() {
        return values.mode;
    }

    public int httpPort() {
        return values.httpPort;
    }

    public List<String> features() {
        return List.copyOf(values.features);
    }

    public Map<String, String> options() {
        return Map.copyOf(values.options);
    }

    public Map<String, String> environment() {
        return Map.copyOf(values.environment);
    }

    public int heapMegabytes() {
        return values.heapMegabytes;
    }

    public List<String> jvmOptions() {
        return List.copyOf(values.jvmOptions);
    }

    public Path javaHome() {
        return values.javaHome;
    }

    public List<Path> realmFiles() {
        return List.copyOf(values.realmFiles);
    }

    public String adminUsername() {
        return values.adminUsername;
    }

    public String adminPassword() {
        return values.adminPassword;
    }

    public Duration startTimeout() {
        return values.startTimeout;
    }

    private KeycloakConfig with(Consumer<Values> change) {
        Values changed = new Values(values);
        change.accept(changed);
        return new KeycloakConfig(changed);
    }

    /** The settings; changed only while nobody else has seen them. */
    private static final class Values {
        private final KeycloakDistribution distribution;
        private String name = "keycloak";
        private Mode mode = Mode.DEVELOPMENT;
        private int httpPort;
        private final List<String> features = new ArrayList<>();
        private final Map<String, String> options = new LinkedHashMap<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private int heapMegabytes = 768;
        private final List<String> jvmOptions = new ArrayList<>();
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private final List<Path> realmFiles = new ArrayList<>();
        private String adminUsername = "admin";
        private String adminPassword = "admin";
        private Duration startTimeout = Duration.ofMinutes(10);

        private Values(KeycloakDistribution distribution) {
            this.distribution = distribution;
        }

        private Values(Values other) {
            distribution = other.distribution;
            name = other.name;
            mode = other.mode;
            httpPort = other.httpPort;
            features.addAll(other.features);
            options.putAll(other.options);
            environment.putAll(other.environment);
            heapMegabytes = other.heapMegabytes;
            jvmOptions.addAll(other.jvmOptions);
            javaHome = other.javaHome;
            realmFiles.addAll(other.realmFiles);
            adminUsername = other.adminUsername;
            adminPassword = other.adminPassword;
            startTimeout = other.startTimeout;
        }
    }
}
