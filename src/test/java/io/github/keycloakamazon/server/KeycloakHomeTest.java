package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeycloakHomeTest {
    private static final String LIBRARY = "lib/lib/main/library.jar";
    private static final String BUILD_RESULT = "lib/quarkus/build.dat";

    @TempDir
    private Path target;

    private KeycloakDistribution distribution;

    @BeforeEach
    void makeDistribution() {
        distribution = TestDistributions.withScript(target, "true");
    }

    @Test
    void homesShareLibrariesAndNothingElse() throws IOException {
        KeycloakHome one = home();
        KeycloakHome other = home();

        Files.writeString(one.directory().resolve(BUILD_RESULT), "changed");

        assertThat(other.directory().resolve(BUILD_RESULT)).hasContent("as shipped");
        assertThat(Files.getAttribute(one.directory().resolve(LIBRARY), "unix:ino"))
                .isEqualTo(Files.getAttribute(other.directory().resolve(LIBRARY), "unix:ino"));
    }

    @Test
    void bringsTheProviders() {
        assertThat(home().directory().resolve("providers/provider.jar")).hasContent("provider");
    }

    @Test
    void aKeptBuildIsGivenToLaterHomesOfTheSameProvidersAndOptions() throws IOException {
        KeycloakHome first = home();
        Files.writeString(first.directory().resolve(BUILD_RESULT), "built");
        first.keepBuild();
        first.delete();

        KeycloakHome second = home();

        assertThat(first.isBuilt()).isFalse();
        assertThat(second.isBuilt()).isTrue();
        assertThat(second.directory().resolve(BUILD_RESULT)).hasContent("built");
        assertThat(second.directory().resolve("providers/provider.jar")).exists();
        assertThat(second.directory().resolve("data")).doesNotExist();
        assertThat(Files.isExecutable(second.script())).isTrue();
    }

    @Test
    void otherOptionsOrProvidersGetNoKeptBuild() throws IOException {
        home().keepBuild();

        assertThat(KeycloakHome.create(distribution, "test", List.of("--features=preview"))
                        .isBuilt())
                .isFalse();
        Files.writeString(distribution.providers().get(0), "rebuilt provider");
        assertThat(home().isBuilt()).isFalse();
    }

    @Test
    void takesRealmFilesForTheImport() throws IOException {
        KeycloakHome home = home();

        home.addRealms(List.of(Files.writeString(target.resolve("demo-realm.json"), "{}")));

        assertThat(home.directory().resolve("data/import/demo-realm.json")).hasContent("{}");
    }

    @Test
    void homesOfRunsThatDiedAreDeleted() throws IOException {
        Path run = home().directory().getParent();
        Path left = Files.createDirectories(run.resolve("test-" + Integer.MAX_VALUE + "-1"));

        KeycloakHome home = home();

        assertThat(left).doesNotExist();
        assertThat(home.directory()).exists();
    }

    private KeycloakHome home() {
        return KeycloakHome.create(distribution, "test", List.of());
    }
}
