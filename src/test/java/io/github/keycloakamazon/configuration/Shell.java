package io.github.keycloakamazon.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.server.KeycloakServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An administrator's Bash, with Keycloak's {@code kcadm.sh} on its path and the login in a directory of its own. */
final class Shell {
    private static final long TIMEOUT_MINUTES = 5;

    private final Map<String, String> environment = new HashMap<>();

    private Shell(KeycloakServer keycloak, Path home) {
        environment.put("PATH", keycloak.commandLineTools() + File.pathSeparator + System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("KC_OPTS", "-Duser.home=" + home);
    }

    /**
     * A shell that is logged in as the server's administrator.
     *
     * @param home where the login is kept
     */
    static Shell loggedIn(KeycloakServer keycloak, Path home) {
        Shell shell = new Shell(keycloak, home);
        shell.environment.put("KC_CLI_PASSWORD", keycloak.config().adminPassword());
        shell.run("kcadm.sh config credentials --realm master --server " + keycloak.url() + " --user "
                + keycloak.config().adminUsername());
        shell.environment.remove("KC_CLI_PASSWORD");
        return shell;
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs commands until one fails, which none must. */
    void run(String commands) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).as("%s%n%s", commands, output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
