package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.server.KeycloakDistribution;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The emulator as users get it: one file, and {@code java -jar}. */
@Timeout(120)
class EmulatorJarIT {
    private static final Path JAR = Path.of(
            KeycloakDistribution.current().providers().get(0).toString().replaceFirst("\\.jar$", "-emulator.jar"));
    private static final long FEW_MEGABYTES = 6L * 1024 * 1024;
    private static final Pattern PORT = Pattern.compile("http://localhost:(\\d+)/ap/oa");

    @TempDir
    private Path folder;

    @Test
    void itHoldsTheEmulatorAndItsLibrariesAndNothingElse() throws IOException {
        List<String> names = entries();

        assertThat(Files.size(JAR)).isLessThan(FEW_MEGABYTES);
        assertThat(names)
                .filteredOn(name -> name.endsWith(".class"))
                .allSatisfy(
                        name -> assertThat(name.replaceFirst("^META-INF/versions/\\d+/", ""))
                                .matches(
                                        "(io/github/keycloakamazon/emulator|com/fasterxml/jackson|org/eclipse/jetty|org/jspecify|org/slf4j)/.*"));
        assertThat(names)
                .contains(
                        "io/github/keycloakamazon/emulator/EmulatorMain.class",
                        "io/github/keycloakamazon/emulator/junit/AmazonEmulatorExtension.class",
                        "io/github/keycloakamazon/emulator/openapi.json",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE");
        assertThat(names).noneMatch(name -> name.matches(".*/keycloakamazon/.*(Test.*|IT|IT\\$.*)\\.class"));
    }

    @Test
    void itStartsServesAndEndsAtOnce() throws Exception {
        Process emulator = start("--port=0");
        try {
            String greeting = greeting(emulator);
            Matcher port = PORT.matcher(greeting);
            assertThat(greeting).contains("not Amazon", "Jane Doe", "openapi.json", "--help");
            assertThat(port.find()).isTrue();
            assertThat(new String(
                            URI.create("http://localhost:" + port.group(1) + "/health")
                                    .toURL()
                                    .openStream()
                                    .readAllBytes(),
                            StandardCharsets.UTF_8))
                    .isEqualTo("{\"status\":\"UP\"}");

            // Java ends at Ctrl-C the same way, but not where a shell started this test in the background: it ignores
            // SIGINT then. The handle's destroy() leaves the error stream open.
            emulator.toHandle().destroy();
            assertThat(emulator.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(errors(emulator)).isEmpty();
        } finally {
            emulator.destroyForcibly();
        }
    }

    @Test
    void aTakenPortIsExplained() throws Exception {
        try (AmazonEmulator other = AmazonEmulator.start()) {
            Process emulator = start("--port=" + other.port());

            assertThat(emulator.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(emulator.exitValue()).isEqualTo(1);
            assertThat(errors(emulator))
                    .isEqualToIgnoringNewLines("Port " + other.port() + " is in use. Choose another one: --port=...");
        }
    }

    @Test
    void aWrongFileIsExplained() throws Exception {
        Path file = Files.writeString(folder.resolve("emulator.json"), "{\n  \"prot\": 1\n}");
        Process emulator = start("--config=" + file);

        assertThat(emulator.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(emulator.exitValue()).isEqualTo(2);
        assertThat(errors(emulator)).startsWith(file + ", line 2, column ").contains("prot: unknown field");
    }

    @Test
    void helpIsPrinted() throws Exception {
        Process emulator = start("--help");

        assertThat(emulator.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(emulator.exitValue()).isZero();
        assertThat(new String(emulator.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("--instead-of-amazon", "EMULATOR_PORT");
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static String greeting(Process emulator) throws IOException {
        BufferedReader reader = emulator.inputReader();
        StringBuilder greeting = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            greeting.append(line).append('\n');
            if (line.startsWith("Ctrl-C")) {
                return greeting.toString();
            }
        }
        throw new AssertionError("It ended: " + greeting + errors(emulator));
    }

    private static String errors(Process emulator) throws IOException {
        return new String(emulator.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }
}
