package io.github.keycloakamazon.compatibility;

import static org.junit.jupiter.api.Assertions.assertAll;

import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.SyncMatrix;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each sync mode, way and change on the releases whose own update of a user differs: 26.0 writes the e-mail address before it asks the
 * provider, 26.3 leaves it to the base class of providers and erases it.
 */
@Tag("matrix")
class SyncMatrixOnReleasesIT {
    private static final List<String> MINORS = List.of("26.0.", "26.3.");

    static Stream<String> releases() {
        return Target.releases().stream().filter(release -> MINORS.stream().anyMatch(release::startsWith));
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("releases")
    void userHasWhatAnAdministratorExpects(String release) {
        KeycloakDistribution distribution = KeycloakDistribution.current().withVersion(release);
        try (KeycloakServer keycloak = KeycloakServer.start(Servers.keycloakFor(Servers.amazon(), distribution)
                        .name("sync-matrix")
                        .startTimeout(Duration.ofMinutes(10)));
                SyncMatrix matrix = new SyncMatrix(keycloak)) {
            assertAll(SyncMatrix.rows().map(row -> () -> matrix.check(row)));
        } finally {
            distribution.deleteUnpacked();
        }
    }
}
