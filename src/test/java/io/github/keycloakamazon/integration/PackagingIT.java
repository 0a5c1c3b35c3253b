package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the JAR that administrators drop into their server. */
class PackagingIT {
    private static final Path JAR = Path.of(System.getProperty("provider.jar"));

    @Test
    void jarIsNamedAsPromised() {
        assertThat(JAR.getFileName().toString()).matches("keycloak-amazon-identity-provider-[0-9][0-9A-Za-z.-]*\\.jar");
    }

    @Test
    void jarHoldsNoForeignClassAndNoLibrary() throws IOException {
        List<String> names = entries();

        assertThat(names)
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name).startsWith("io/github/keycloakamazon/"));
        assertThat(names).noneMatch(name -> name.endsWith(".jar"));
        assertThat(names).noneMatch(name -> name.contains("/emulator/") || name.contains("/demo/"));
    }

    @Test
    void jarHoldsNoPicture() throws IOException {
        assertThat(entries()).noneMatch(name -> name.matches("(?i).*\\.(png|jpe?g|gif|webp|ico)"));
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }
}
