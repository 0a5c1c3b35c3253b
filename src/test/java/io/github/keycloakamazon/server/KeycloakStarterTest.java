package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KeycloakStarterTest {
    @TempDir
    private Path target;

    @Test
    void aServerThatEndsAtItsStartIsReportedWithItsLog() {
        KeycloakConfig config = config("echo 'ERROR: no such option'; exit 2");

        assertThatThrownBy(() -> KeycloakServer.start(config))
                .isInstanceOf(KeycloakStartException.class)
                .hasMessageContaining("Keycloak 1.2.3 ended before it answered, exit status 2")
                .hasMessageEndingWith("ERROR: no such option");
        assertThat(homes()).isEmptyDirectory();
    }

    @Test
    void aServerThatNeverAnswersIsEnded() {
        KeycloakConfig config = config("echo waiting; exec sleep 300").startTimeout(Duration.ofMillis(500));

        assertThatThrownBy(() -> KeycloakServer.start(config))
                .isInstanceOf(KeycloakStartException.class)
                .hasMessageContaining("did not answer")
                .hasMessageEndingWith("waiting");
        assertThat(homes()).isEmptyDirectory();
    }

    @Test
    void aBuildThatFailsIsReportedWithItsLog() {
        KeycloakConfig config = config("echo \"$1 failed\"; exit 1").mode(KeycloakConfig.Mode.OPTIMIZED);

        assertThatThrownBy(() -> KeycloakServer.start(config))
                .isInstanceOf(KeycloakStartException.class)
                .hasMessageContaining("failed to build, exit status 1")
                .hasMessageEndingWith("build failed");
    }

    @Test
    void aPortThatIsTakenIsNamedBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            KeycloakConfig config = config("exit 2").httpPort(taken.getLocalPort());

            assertThatThrownBy(() -> KeycloakServer.start(config))
                    .isInstanceOf(KeycloakStartException.class)
                    .hasMessage("Port " + taken.getLocalPort() + " for Keycloak is taken by another process");
        }
        assertThat(homes()).doesNotExist();
    }

    private KeycloakConfig config(String script) {
        return KeycloakConfig.of(TestDistributions.withScript(target, script));
    }

    private Path homes() {
        return target.resolve("keycloak").resolve("run");
    }
}
