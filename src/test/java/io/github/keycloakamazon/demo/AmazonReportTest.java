package io.github.keycloakamazon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.demo.recorder.AmazonRecorder;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmazonReportTest {
    @TempDir
    private Path folder;

    @Test
    void saysNothingWhereAmazonWasNotAsked() {
        Path file = folder.resolve("none.md");
        try (AmazonRecorder recorder = AmazonRecorder.start(URI.create("http://localhost:1"))) {
            assertThat(AmazonReport.write(recorder.compare(), file)).isEmpty();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void saysWhereTheFileIsAndHowManyDifferencesItHas() throws Exception {
        Path file = folder.resolve("new/responses.md");
        try (AmazonEmulator amazon = AmazonEmulator.start();
                AmazonRecorder recorder = AmazonRecorder.start(URI.create(amazon.apiBaseUrl()))) {
            amazon.on(Endpoint.PROFILE).answerOnce(Fault.html(500));
            URI.create(recorder.url() + "/user/profile")
                    .toURL()
                    .openConnection()
                    .getHeaderFields();

            assertThat(AmazonReport.write(recorder.compare(), file))
                    .hasSize(2)
                    .first()
                    .asString()
                    .endsWith(file.toAbsolutePath().toString());
            assertThat(AmazonReport.write(recorder.compare(), file).get(1))
                    .startsWith("The emulator differs in 1 points.")
                    .endsWith("/issues");
        }
        assertThat(Files.readString(file)).startsWith("# Responses of Amazon").contains("`/user/profile: 500`");
    }

    @Test
    void saysThatTheEmulatorIsTheSame() throws Exception {
        try (AmazonEmulator amazon = AmazonEmulator.start();
                AmazonRecorder recorder = AmazonRecorder.start(URI.create(amazon.apiBaseUrl()))) {
            URI.create(recorder.url() + "/user/profile")
                    .toURL()
                    .openConnection()
                    .getHeaderFields();

            assertThat(AmazonReport.write(recorder.compare(), folder.resolve("same.md"))
                            .get(1))
                    .isEqualTo("The emulator responds in the same way.");
        }
    }
}
