package io.github.keycloakamazon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.server.KeycloakReleases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The images that the project builds on and starts are pinned by digest: a tag can be moved to another image, a digest cannot. */
class ImagesTest {
    private static final Path DOCKER = Path.of("docker");

    /** What users change anyway. */
    private static final Path EXAMPLES = DOCKER.resolve("kubernetes");

    private static final Pattern REFERENCE =
            Pattern.compile("(?m)^(?:ARG \\w+_IMAGE=|FROM | +(?:image|KEYCLOAK_IMAGE): )(?:\\$\\{\\w+:-)?([^\\s}]+)");

    private static final Pattern BUILT_HERE = Pattern.compile("keycloak-amazon(-demo)?|\\$\\{\\w+");
    private static final Pattern PINNED = Pattern.compile("([a-z0-9./-]+):([\\w.-]+)@(sha256:[0-9a-f]{64})");

    @Test
    void everyImageIsPinned() throws IOException {
        assertThat(images())
                .hasSizeGreaterThan(7)
                .allSatisfy(image -> assertThat(image).matches(PINNED));
    }

    @Test
    void anImageIsTheSameWhereverItIsUsed() throws IOException {
        assertThat(images().stream().distinct())
                .extracting(image -> image.replaceFirst(":.*", ""))
                .doesNotHaveDuplicates();
    }

    @Test
    void keycloaksImageIsOfTheNewestTestedRelease() throws IOException {
        List<String> releases = KeycloakReleases.tested().all();

        assertThat(images())
                .filteredOn(image -> image.startsWith("quay.io/keycloak/keycloak:"))
                .isNotEmpty()
                .allSatisfy(image -> assertThat(image).contains(":" + releases.get(releases.size() - 1) + "@"));
    }

    private static List<String> images() throws IOException {
        try (Stream<Path> files = Files.walk(DOCKER)) {
            return files.filter(file -> file.endsWith("Dockerfile") || file.endsWith("compose.yaml"))
                    .filter(file -> !file.startsWith(EXAMPLES))
                    .flatMap(ImagesTest::images)
                    .filter(image -> !BUILT_HERE.matcher(image).matches())
                    .toList();
        }
    }

    private static Stream<String> images(Path file) {
        try {
            return REFERENCE.matcher(Files.readString(file)).results().map(found -> found.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
