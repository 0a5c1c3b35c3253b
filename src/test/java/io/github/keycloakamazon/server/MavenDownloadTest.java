package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in Maven's place, so that nothing is really downloaded. */
class MavenDownloadTest {
    private static final MavenArtifact LIBRARY = MavenArtifact.jar("org.example", "library", "1.0");
    private static final MavenArtifact PROGRAM = new MavenArtifact("org.example", "program", "2.0", "tar.gz");

    /** Keeps the file it was called with, and its arguments. */
    private static final String RECORDING = """
            for argument; do case $argument in *pom.xml) pom=$argument;; esac; done
            folder=$(dirname "$pom")
            cp "$pom" "$(dirname "$0")/pom.xml"
            echo "$@" >"$(dirname "$0")/arguments"
            """;

    @TempDir
    private Path directory;

    @Test
    void copiesWhatMavenDelivers() throws IOException {
        download(RECORDING + "echo one >$folder/library-1.0.jar; echo two >$folder/program-2.0.tar.gz")
                .copy(List.of(LIBRARY, PROGRAM), copies());

        assertThat(copies().resolve("library-1.0.jar")).hasContent("one");
        assertThat(copies().resolve("program-2.0.tar.gz")).hasContent("two");
        assertThat(copies()).isDirectoryNotContaining("glob:**download*");
        assertThat(directory.resolve("maven/bin/arguments"))
                .content()
                .contains("-Dmaven.repo.local=" + directory.resolve("repository"), "dependency:copy");
        assertThat(directory.resolve("maven/bin/pom.xml"))
                .content()
                .contains("<version>3.2.1</version>", "<artifactId>program</artifactId>", "<type>tar.gz</type>");
    }

    @Test
    void asksOnlyForWhatIsMissing() throws IOException {
        Files.createDirectories(copies());
        Files.writeString(copies().resolve(LIBRARY.fileName()), "there");

        download(RECORDING + "echo two >$folder/program-2.0.tar.gz").copy(List.of(LIBRARY, PROGRAM), copies());

        assertThat(copies().resolve(LIBRARY.fileName())).hasContent("there");
        assertThat(directory.resolve("maven/bin/pom.xml"))
                .content()
                .contains("<artifactId>program</artifactId>")
                .doesNotContain("library");
    }

    @Test
    void doesNotStartMavenWhenNothingIsMissing() throws IOException {
        Files.createDirectories(copies());
        Files.writeString(copies().resolve(LIBRARY.fileName()), "there");

        download("exit 1").copy(List.of(LIBRARY), copies());

        assertThat(copies()).isDirectoryContaining("glob:**library-1.0.jar");
    }

    @Test
    void saysWhyMavenCannotGetIt() throws IOException {
        MavenDownload download = download("echo Could not find artifact; exit 1");

        assertThatIllegalStateException()
                .isThrownBy(() -> download.copy(List.of(LIBRARY), copies()))
                .withMessageContaining("Could not find artifact");
        assertThat(copies()).isEmptyDirectory();
    }

    private Path copies() {
        return directory.resolve("copies");
    }

    private MavenDownload download(String script) throws IOException {
        Path mvn = Files.createDirectories(directory.resolve("maven/bin")).resolve("mvn");
        Files.writeString(mvn, "#!/bin/sh\nset -e\n" + script + "\n");
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new MavenDownload(directory.resolve("maven"), directory.resolve("repository"), "3.2.1");
    }
}
