package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeycloakDistributionTest {
    @TempDir
    private Path target;

    @Test
    void unpacksOnceAndKeepsPermissions() throws IOException {
        KeycloakDistribution distribution = TestDistributions.withScript(target, "true");

        Path unpacked = distribution.unpack();
        Path mark = Files.createFile(unpacked.resolve("mark"));

        assertThat(unpacked.resolve("bin/kc.sh")).isExecutable();
        assertThat(distribution.unpack()).isEqualTo(unpacked);
        assertThat(mark).exists();
    }

    @Test
    void startsAgainAfterAnUnpackingThatDiedHalfWay() throws IOException {
        KeycloakDistribution distribution = TestDistributions.withScript(target, "true");
        Path half = distribution.versionDirectory().resolve("dist.unfinished/keycloak-1.2.3/bin");
        Files.createDirectories(half);
        Files.writeString(half.resolve("half"), "");

        Path unpacked = distribution.unpack();

        assertThat(unpacked.resolve("bin/kc.sh")).exists();
        assertThat(unpacked.resolve("bin/half")).doesNotExist();
        assertThat(distribution.versionDirectory()).isDirectoryNotContaining("glob:**.unfinished");
    }

    @Test
    void fingerprintTellsContentsApartNotTimes() throws IOException {
        Path jar = Files.writeString(target.resolve("a.jar"), "one");
        KeycloakDistribution distribution = new KeycloakDistribution("1", List.of(jar), target);
        String before = distribution.fingerprint();

        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertThat(distribution.fingerprint()).isEqualTo(before);

        Files.writeString(jar, "two");
        assertThat(distribution.fingerprint()).isNotEqualTo(before);
    }

    @Test
    void copiesDifferInOneThing() {
        KeycloakDistribution distribution = new KeycloakDistribution("1", List.of(Path.of("a.jar")), target);

        assertThat(distribution.withVersion("2"))
                .isEqualTo(new KeycloakDistribution("2", List.of(Path.of("a.jar")), target));
        assertThat(distribution.withoutProviders()).isEqualTo(new KeycloakDistribution("1", List.of(), target));
        assertThat(distribution.withProvider(Path.of("b.jar")))
                .isEqualTo(new KeycloakDistribution("1", List.of(Path.of("a.jar"), Path.of("b.jar")), target));
    }
}
