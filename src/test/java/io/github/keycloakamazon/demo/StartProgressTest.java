package io.github.keycloakamazon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StartProgressTest {
    @Test
    @Timeout(30)
    void tellsTheTimeUntilItIsClosed() throws IOException {
        try (PipedOutputStream pipe = new PipedOutputStream();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new PipedInputStream(pipe), StandardCharsets.UTF_8));
                PrintStream out = new PrintStream(pipe, true, StandardCharsets.UTF_8);
                StartProgress ignored = StartProgress.of("Keycloak is starting", Duration.ofMillis(10), out)) {
            assertThat(lines.readLine()).isEqualTo("Keycloak is starting...");
            assertThat(lines.readLine()).matches("Keycloak is starting \\(\\d+ s\\)\\.\\.\\.");
        }
    }
}
