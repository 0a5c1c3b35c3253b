package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeycloakCommandTest {
    private static final Path SCRIPT = Path.of("bin", "kc.sh");
    private static final KeycloakConfig CONFIG =
            KeycloakConfig.of(new KeycloakDistribution("26.7.4", List.of(), Path.of("target")));

    @Test
    void developmentNeedsNoMoreThanPorts() {
        assertThat(new KeycloakCommand(CONFIG).start(SCRIPT, 1, 2))
                .containsExactly(
                        SCRIPT.toString(),
                        "start-dev",
                        "--http-port=1",
                        "--http-management-port=2",
                        "--http-host=127.0.0.1");
    }

    @Test
    void productionSpeaksPlainHttpUnderAnyName() {
        assertThat(startIn(KeycloakConfig.Mode.PRODUCTION, CONFIG))
                .contains("start", "--http-enabled=true", "--hostname-strict=false");
    }

    @Test
    void productionIsStrictAboutANameThatIsSet() {
        assertThat(startIn(KeycloakConfig.Mode.PRODUCTION, CONFIG.hostname("https://login.example")))
                .contains("--hostname=https://login.example")
                .doesNotContain("--hostname-strict=false");
    }

    @Test
    void optimizedGivesBuildOptionsToTheBuildAndOthersToTheStart() {
        KeycloakConfig config = CONFIG.mode(KeycloakConfig.Mode.OPTIMIZED)
                .features("token-exchange", "scripts")
                .option("health-enabled", "true")
                .option("spi-social-amazon-read-timeout-millis", "100");
        KeycloakCommand command = new KeycloakCommand(config);

        assertThat(command.build(SCRIPT))
                .containsExactly(
                        SCRIPT.toString(), "build", "--features=token-exchange,scripts", "--health-enabled=true");
        assertThat(command.start(SCRIPT, 1, 2))
                .contains("start", "--optimized", "--spi-social-amazon-read-timeout-millis=100")
                .doesNotContain("--health-enabled=true");
    }

    @Test
    void realmsAreImportedWhenThereAreAny() {
        KeycloakConfig config = CONFIG.importRealm(Path.of("demo-realm.json"));

        assertThat(new KeycloakCommand(config).start(SCRIPT, 1, 2)).contains("--import-realm");
        assertThat(new KeycloakCommand(CONFIG).start(SCRIPT, 1, 2)).doesNotContain("--import-realm");
    }

    @Test
    void environmentIsTheConfigurationsNotTheCallers() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH",
                "/bin",
                "KC_DB",
                "postgres",
                "JAVA_TOOL_OPTIONS",
                "-Xmx1m",
                "QUARKUS_PROFILE",
                "x",
                "DEBUG",
                "1"));
        KeycloakConfig config = CONFIG.admin("boss", "secret")
                .heapMegabytes(512)
                .jvmOptions("-XX:+UseSerialGC", "-Da=b")
                .environment("KC_LOG_LEVEL", "debug");

        new KeycloakCommand(config).adapt(environment);

        assertThat(environment)
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("JAVA_HOME", System.getProperty("java.home")),
                        Map.entry("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m"),
                        Map.entry("JAVA_OPTS_APPEND", "-XX:+UseSerialGC -Da=b"),
                        Map.entry("KC_BOOTSTRAP_ADMIN_USERNAME", "boss"),
                        Map.entry("KC_BOOTSTRAP_ADMIN_PASSWORD", "secret"),
                        Map.entry("KC_LOG_LEVEL", "debug"));
    }

    @Test
    void aChangedConfigurationLeavesTheOldOneAlone() {
        KeycloakConfig common = CONFIG.features("one").option("log-level", "info");

        common.features("two").option("log-level", "debug");

        assertThat(common.features()).containsExactly("one");
        assertThat(common.options()).containsExactly(Map.entry("log-level", "info"));
    }

    private static List<String> startIn(KeycloakConfig.Mode mode, KeycloakConfig config) {
        return new KeycloakCommand(config.mode(mode)).start(SCRIPT, 1, 2);
    }
}
