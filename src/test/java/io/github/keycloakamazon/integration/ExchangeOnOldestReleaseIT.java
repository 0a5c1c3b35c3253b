package io.github.keycloakamazon.integration;

import static org.junit.jupiter.api.Assumptions.abort;

import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakReleases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The same on the oldest release where it works. */
@Tag("matrix")
class ExchangeOnOldestReleaseIT extends ExchangeIT {
    private static final String MINOR = "26.2.";

    @Override
    KeycloakDistribution distribution() {
        KeycloakDistribution current = KeycloakDistribution.current();
        return KeycloakReleases.chosen().stream()
                .filter(release -> release.startsWith(MINOR))
                .findFirst()
                .map(current::withVersion)
                .orElseGet(() -> abort("The release under test is another one"));
    }

    /** An unpacked release takes 400 MB. */
    @Override
    @AfterAll
    void stopKeycloak() {
        super.stopKeycloak();
        distribution().deleteUnpacked();
    }
}
