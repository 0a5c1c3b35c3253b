package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreesTest {
    @TempDir
    private Path directory;

    @Test
    void deletingFollowsNoLinks() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "");
        Path tree = Files.createDirectories(directory.resolve("tree/below"));
        Files.createSymbolicLink(tree.resolve("link"), outside);

        FileTrees.delete(directory.resolve("tree"));

        assertThat(directory.resolve("tree")).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void deletingNothingIsFine() {
        FileTrees.delete(directory.resolve("missing"));

        assertThat(directory).exists();
    }
}
