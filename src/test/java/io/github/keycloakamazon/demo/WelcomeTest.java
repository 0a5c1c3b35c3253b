package io.github.keycloakamazon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class WelcomeTest {
    private static final Path LOG = Path.of("server.log");

    @Test
    void saysWhereToClickAndAsWhom() {
        DemoOptions options = DemoOptions.from(new Properties(), Map.of());

        assertThat(Welcome.withEmulator(options, List.of("Jane Doe", "Olivia"), LOG, StandardCharsets.UTF_8))
                .contains(
                        "Application    http://localhost:8082",
                        "http://localhost:8081  (an emulator, not Amazon)",
                        "Jane Doe, Olivia",
                        "http://localhost:8080/admin  (admin / admin)",
                        "server.log",
                        "Ctrl-C stops everything");
    }

    @Test
    void leavesOutNamesTheTerminalCannotShow() {
        DemoOptions options = DemoOptions.from(new Properties(), Map.of());

        assertThat(Welcome.withEmulator(options, List.of("山田太郎", "Jane Doe", "María"), LOG, StandardCharsets.US_ASCII))
                .containsPattern("(?m)^ +Jane Doe$")
                .matches("\\p{ASCII}+");
    }

    @Test
    void tellsTheReturnUrlForTheRealAmazonAndNoSecret() {
        DemoOptions options = DemoOptions.from(
                new Properties(), Map.of("AMAZON_CLIENT_ID", "amzn1.id", "AMAZON_CLIENT_SECRET", "hush"));

        assertThat(Welcome.withAmazon(options, options.amazon().orElseThrow(), LOG))
                .contains("http://localhost:8080/realms/demo/broker/amazon/endpoint", "Allowed Return URLs", "amzn1.id")
                .contains("without any value")
                .doesNotContain("hush", "an emulator");
    }
}
