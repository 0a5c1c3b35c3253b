package io.github.keycloakamazon.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns a {@link KeycloakConfig} into command lines and environment variables for {@code kc.sh}. */
final class KeycloakCommand {
    /** Options Keycloak fixes when it builds; the others are read at every start. */
    private static final Pattern BUILD_OPTION =
            Pattern.compile("cache|cache-stack|db|features(-.+)?|fips-mode|health-enabled|http-relative-path"
                    + "|http-management-relative-path|metrics-enabled|tracing-enabled|transaction-xa-enabled|vault"
                    + "|spi-.+-(enabled|provider|provider-default)");

    /** Variables that would change the server behind the back of the configuration. */
    private static final Pattern INHERITED_SETTING =
            Pattern.compile("(KC_|KEYCLOAK_|QUARKUS_|JAVA).*|DEBUG|DEBUG_.*|JDK_JAVA_OPTIONS");

    private final KeycloakConfig config;

    KeycloakCommand(KeycloakConfig config) {
        this.config = config;
    }

    /** {@code kc.sh build …}: what has to run before {@link #start} in optimized mode. */
    List<String> build(Path script) {
        List<String> command = new ArrayList<>(List.of(script.toString(), "build"));
        command.addAll(buildOptions());
        return command;
    }

    /** {@code kc.sh start-dev …} or {@code kc.sh start …}. */
    List<String> start(Path script, int httpPort, int managementPort) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(verb());
        command.add("--http-port=" + httpPort);
        command.add("--http-management-port=" + managementPort);
        command.addAll(arguments(startOptions()));
        if (config.mode() != KeycloakConfig.Mode.OPTIMIZED) {
            command.addAll(buildOptions());
        }
        if (!config.realmFiles().isEmpty()) {
            command.add("--import-realm");
        }
        return command;
    }

    /** The options the server's build depends on. */
    List<String> buildOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        if (!config.features().isEmpty()) {
            options.put("features", String.join(",", config.features()));
        }
        config.options().forEach((name, value) -> {
            if (isBuildOption(name)) {
                options.put(name, value);
            }
        });
        return arguments(options);
    }

    /** Makes {@code environment}, as inherited from this process, the one for the server. */
    void adapt(Map<String, String> environment) {
        environment.keySet().removeIf(name -> INHERITED_SETTING.matcher(name).matches());
        environment.put("JAVA_HOME", config.javaHome().toString());
        environment.put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx" + config.heapMegabytes() + "m");
        if (!config.jvmOptions().isEmpty()) {
            environment.put("JAVA_OPTS_APPEND", String.join(" ", config.jvmOptions()));
        }
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", config.adminUsername());
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", config.adminPassword());
        environment.putAll(config.environment());
    }

    private List<String> verb() {
        return switch (config.mode()) {
            case DEVELOPMENT -> List.of("start-dev");
            case PRODUCTION -> List.of("start");
            case OPTIMIZED -> List.of("start", "--optimized");
        };
    }

    private Map<String, String> startOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("http-host", "127.0.0.1");
        if (config.mode() != KeycloakConfig.Mode.DEVELOPMENT) {
            options.put("http-enabled", "true");
            options.put("hostname-strict", "false");
        }
        options.putAll(config.options());
        options.keySet().removeIf(KeycloakCommand::isBuildOption);
        if (options.containsKey("hostname")) {
            options.remove("hostname-strict", "false");
        }
        return options;
    }

    private static boolean isBuildOption(String name) {
        return BUILD_OPTION.matcher(name).matches();
    }

    private static List<String> arguments(Map<String, String> options) {
        return options.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(option -> "--" + option.getKey() + "=" + option.getValue())
                .toList();
    }
}
