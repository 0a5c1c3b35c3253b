package io.github.keycloakamazon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Copies artifacts out of the Maven repositories, with the Maven that runs the build: so its settings, mirrors and proxies count, and
 * what it has downloaded once it does not download again.
 *
 * @param mavenHome where this Maven is installed
 * @param localRepository where it keeps what it has downloaded
 * @param pluginVersion the version of its dependency plugin
 */
public record MavenDownload(Path mavenHome, Path localRepository, String pluginVersion) {
    /**
     * With the Maven that runs this build.
     *
     * @throws IllegalStateException when Maven did not build this
     */
    public static MavenDownload ofTheBuild() {
        return new MavenDownload(
                Path.of(BuildProperties.required("maven.home")),
                Path.of(BuildProperties.required("maven.repo.local")),
                BuildProperties.required("dependency-plugin.version"));
    }

    /**
     * Copies each artifact into {@code directory}, unless it is there.
     *
     * @throws IllegalStateException when Maven cannot get one of them
     */
    public void copy(List<MavenArtifact> artifacts, Path directory) {
        List<MavenArtifact> missing = artifacts.stream()
                .filter(artifact -> !Files.isRegularFile(directory.resolve(artifact.fileName())))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(directory);
            // A copy that was interrupted must not look like a whole one.
            Path unfinished = Files.createTempDirectory(directory, "download");
            try {
                runMaven(writePom(unfinished, missing));
                for (MavenArtifact artifact : missing) {
                    Files.move(
                            unfinished.resolve(artifact.fileName()),
                            directory.resolve(artifact.fileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                FileTrees.delete(unfinished);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy artifacts into " + directory, e);
        }
    }

    private Path writePom(Path directory, List<MavenArtifact> artifacts) throws IOException {
        String items = artifacts.stream().map(MavenDownload::item).collect(Collectors.joining());
        return Files.writeString(directory.resolve("pom.xml"), """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>io.github.keycloakamazon</groupId>
                  <artifactId>download</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <build>
                    <plugins>
                      <plugin>
                        <artifactId>maven-dependency-plugin</artifactId>
                        <version>%s</version>
                        <configuration>
                          <outputDirectory>${project.basedir}</outputDirectory>
                          <artifactItems>%s</artifactItems>
                        </configuration>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """.formatted(pluginVersion, items));
    }

    private static String item(MavenArtifact artifact) {
        return """
               <artifactItem>
                 <groupId>%s</groupId>
                 <artifactId>%s</artifactId>
                 <version>%s</version>
                 <type>%s</type>
               </artifactItem>
               """.formatted(artifact.groupId(), artifact.artifactId(), artifact.version(), artifact.type());
    }

    private void runMaven(Path pom) throws IOException {
        Path command = mavenHome.resolve("bin").resolve("mvn");
        ProcessBuilder builder = new ProcessBuilder(
                        command.toString(),
                        "--batch-mode",
                        "--no-transfer-progress",
                        "--quiet",
                        "--file",
                        pom.toString(),
                        "-Dmaven.repo.local=" + localRepository,
                        "dependency:copy")
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven = builder.start();
        try {
            maven.getOutputStream().close();
            String output = new String(maven.getInputStream().readAllBytes(), UTF_8);
            if (maven.waitFor() != 0) {
                throw new IllegalStateException("Maven cannot get what is needed:\n" + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while Maven downloads", e);
        } finally {
            maven.destroy();
        }
    }
}
