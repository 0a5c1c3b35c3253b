package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeycloakReleasesTest {
    private final KeycloakReleases releases = new KeycloakReleases(List.of("1.0.2", "1.1.0", "1.2.1"));

    @Test
    void knowsTheOldestAndTheNewestByTheseWords() {
        assertThat(releases.version("oldest")).isEqualTo("1.0.2").isEqualTo(releases.oldest());
        assertThat(releases.version("newest")).isEqualTo("1.2.1").isEqualTo(releases.newest());
    }

    @Test
    void takesAnyOtherWordForAVersion() {
        assertThat(releases.version("1.1.0")).isEqualTo("1.1.0");
        assertThat(releases.version("9.9.9")).isEqualTo("9.9.9");
        assertThat(releases.version("nightly")).isEqualTo("nightly");
    }

    @Test
    void testsAllReleasesUnlessOneIsNamed() {
        assertThat(releases.allUnlessNamed("newest")).isEqualTo(releases.all());
        assertThat(releases.allUnlessNamed("oldest")).isEqualTo(releases.all());
        assertThat(releases.allUnlessNamed("1.1.0")).containsExactly("1.1.0");
        assertThat(releases.allUnlessNamed("9.9.9")).containsExactly("9.9.9");
    }

    @Test
    void oneReleaseIsTheLeast() {
        assertThat(new KeycloakReleases(List.of("1.0")).oldest()).isEqualTo("1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new KeycloakReleases(List.of()));
    }

    @Test
    void theBuildListsOnePatchOfEachMinorOldestFirst() {
        List<String> tested = KeycloakReleases.tested().all();

        assertThat(tested).allMatch(version -> version.matches("26\\.\\d+\\.\\d+"));
        for (int minor = 0; minor < tested.size(); minor++) {
            assertThat(tested.get(minor)).startsWith("26." + minor + ".");
        }
        assertThat(KeycloakReleases.inParts()).startsWith("26." + tested.size() + ".");
    }
}
