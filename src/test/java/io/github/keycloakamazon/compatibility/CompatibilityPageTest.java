package io.github.keycloakamazon.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.server.KeycloakReleases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompatibilityPageTest {
    private static final Pattern IMAGE = Pattern.compile("quay\\.io/keycloak/keycloak:(\\d[\\w.]*)");

    private final CompatibilityPage page = CompatibilityPage.committed();

    @Test
    void releasesAreThoseOfTheBuild() {
        assertThat(page.releases()).isEqualTo(KeycloakReleases.tested().all());
    }

    @Test
    void everyCellOfTheCommittedPageIsFilledIn() {
        assertThat(page.toMarkdown()).doesNotContain("not tested");
    }

    @Test
    void whatIsWrittenCanBeRead() {
        assertThat(CompatibilityPage.parse(page.toMarkdown().lines().toList())).isEqualTo(page);
    }

    @Test
    void releaseThatIsNotInTheTableIsExpectedToBeLikeTheNewest() {
        assertThat(page.get(Capability.AMAZON_DOWN, "26.99.0"))
                .isEqualTo(page.get(Capability.AMAZON_DOWN, page.newest()));
    }

    /** Whoever copies a command gets the release that it was tested with. */
    @Test
    void imagesOfKeycloakAreOfTheNewestRelease() throws IOException {
        List<String> images = new ArrayList<>();
        for (Path folder : List.of(Path.of("docker"), Path.of("src/site/markdown"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    IMAGE.matcher(Files.readString(file))
                            .results()
                            .map(image -> image.group(1))
                            .forEach(images::add);
                }
            }
        }

        assertThat(images)
                .hasSizeGreaterThan(5)
                .containsOnly(KeycloakReleases.tested().newest());
    }

    @Test
    void readmeSaysTheSameInShort() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains(page.summary());
    }
}
