package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.keycloakamazon.server.KeycloakDistribution;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the JAR that administrators drop into their server, and what is published beside it. */
class PackagingIT {
    private static final Path JAR = KeycloakDistribution.current().providers().get(0);

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

    @Test
    void jarBringsItsLicenceAndNotice() throws IOException {
        assertThat(entries()).contains("META-INF/LICENSE", "META-INF/NOTICE");
    }

    /** Whoever copies a JAR into a server must not copy sources or Javadoc along. */
    @Test
    void jarAndEmulatorAreTheOnlyOnesInTheirFolder() throws IOException {
        Path emulator = Path.of(JAR.toString().replaceFirst("\\.jar$", "-emulator.jar"));
        try (Stream<Path> files = Files.list(JAR.getParent())) {
            assertThat(files.filter(file -> file.toString().endsWith(".jar"))).containsExactlyInAnyOrder(JAR, emulator);
        }
    }

    /** The pages and the image's recipe find the JAR by this pattern, which no other JAR must match. */
    @Test
    void jarIsTheOnlyOneThatThePatternInThePagesMatches() throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(JAR.getParent(), "keycloak-amazon-identity-provider-*[0-9T].jar")) {
            assertThat(files).containsExactly(JAR);
        }
    }

    @Test
    void sourcesJavadocAndBillOfMaterialsArePublishedBesideTheJar() {
        assertThat(List.of("-sources.jar", "-javadoc.jar", "-cyclonedx.json"))
                .allSatisfy(kind -> assertThat(attached(kind)).isNotEmptyFile());
    }

    @Test
    void sourcesHoldEveryClass() throws IOException {
        List<String> sources = entries(attached("-sources.jar"));

        assertThat(entries())
                .filteredOn(name -> name.endsWith(".class") && !name.contains("$"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(sources).contains(name.replaceFirst("class$", "java")));
    }

    @Test
    void billOfMaterialsNamesTheJarItsLicenceAndNothingElse() throws IOException {
        JsonNode bill = new ObjectMapper().readTree(attached("-cyclonedx.json").toFile());

        JsonNode component = bill.path("metadata").path("component");
        assertThat(component.path("purl").textValue())
                .startsWith("pkg:maven/io.github.keycloakamazon/keycloak-amazon-identity-provider@");
        assertThat(component.at("/licenses/0/license/id").textValue()).isEqualTo("Apache-2.0");
        assertThat(bill.path("components")).isEmpty();
    }

    private static Path attached(String kind) {
        return KeycloakDistribution.current()
                .buildDirectory()
                .resolve("attached")
                .resolve(JAR.getFileName().toString().replaceFirst("\\.jar$", kind));
    }

    private static List<String> entries() throws IOException {
        return entries(JAR);
    }

    private static List<String> entries(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }
}
