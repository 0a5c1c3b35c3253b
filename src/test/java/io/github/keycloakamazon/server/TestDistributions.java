package io.github.keycloakamazon.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Archives shaped like a Keycloak release whose {@code kc.sh} is a few lines of shell. */
final class TestDistributions {
    private TestDistributions() {}

    /** A release 1.2.3 with one provider JAR, below {@code buildDirectory}. */
    static KeycloakDistribution withScript(Path buildDirectory, String script) {
        try {
            Path release = buildDirectory.resolve("source").resolve("keycloak-1.2.3");
            for (String name : List.of("bin", "conf", "lib/lib/main", "lib/quarkus", "providers", "themes")) {
                Files.createDirectories(release.resolve(name));
            }
            Path kc = Files.writeString(release.resolve("bin/kc.sh"), "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(kc, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(release.resolve("lib/lib/main/library.jar"), "library");
            Files.writeString(release.resolve("lib/quarkus/build.dat"), "as shipped");
            Path jar = Files.writeString(buildDirectory.resolve("provider.jar"), "provider");

            KeycloakDistribution distribution = new KeycloakDistribution("1.2.3", List.of(jar), buildDirectory);
            Files.createDirectories(distribution.archive().getParent());
            tar(release, distribution.archive());
            return distribution;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tar(Path release, Path archive) throws IOException {
        Process tar = new ProcessBuilder(
                        "tar",
                        "-czf",
                        archive.toString(),
                        "-C",
                        release.getParent().toString(),
                        release.getFileName().toString())
                .inheritIO()
                .start();
        if (tar.onExit().join().exitValue() != 0) {
            throw new IOException("tar failed");
        }
    }
}
