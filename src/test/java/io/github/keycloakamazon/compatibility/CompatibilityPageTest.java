package io.github.keycloakamazon.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CompatibilityPageTest {
    private final CompatibilityPage page = CompatibilityPage.committed();

    @Test
    void everyCellOfTheCommittedPageIsFilledIn() {
        assertThat(page.releases()).hasSize(8).isSorted();
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

    @Test
    void readmeSaysTheSameInShort() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains(page.summary());
    }
}
