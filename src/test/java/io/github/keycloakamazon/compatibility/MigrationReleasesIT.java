package io.github.keycloakamazon.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Database;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.Shell;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.migration.GenericRealm;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A thousand links with a stored token each, seen in the database, on the oldest release that has the generic provider and on the newest. */
@Tag("matrix")
class MigrationReleasesIT {
    private static final String ALL_LINKS =
            "SELECT count(*) || ' ' || md5(string_agg(concat_ws('|', identity_provider, user_id, federated_user_id, token), ',' ORDER BY"
                    + " user_id)) FROM federated_identity";

    @TempDir
    private Path files;

    private final AmazonEmulator amazon = Servers.amazon();

    static Set<String> oldestAndNewest() {
        List<String> releases = Target.releases().stream()
                .filter(release -> !release.matches("26\\.[012]\\..*"))
                .toList();
        return new LinkedHashSet<>(Arrays.asList(releases.get(0), releases.get(releases.size() - 1)));
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void everyRowOfTheLinksStaysAsItIs(String release) throws IOException, SQLException {
        amazon.reset();
        KeycloakDistribution distribution = KeycloakDistribution.current().withVersion(release);
        try (Database database = Database.start();
                KeycloakServer keycloak = KeycloakServer.start(database.behind(
                        Servers.keycloakFor(amazon, distribution).name("migration")));
                TestRealm realm = TestRealm.create(keycloak, representation -> {});
                Browser browser = new Browser()) {
            realm.withProvider(GenericRealm.provider(amazon));
            GenericRealm.addLinkedUsers(realm, 1_000);
            realm.signIn(browser, Person.JANE);
            assertSignedIn(realm, browser);
            database.execute(
                    "UPDATE federated_identity SET token = '{\"access_token\":\"Atza|' || federated_user_id || '\"}'"
                            + " WHERE token IS NULL");
            String before = database.query(ALL_LINKS);
            Shell shell = GenericRealm.shell(keycloak, realm, files);

            shell.run("docker/configuration/migrate.sh move --apply");

            assertThat(before).startsWith("1001 ");
            assertThat(database.query(ALL_LINKS)).isEqualTo(before);
            assertThat(realm.provider().toRepresentation().getProviderId()).isEqualTo("amazon");
            realm.signIn(browser.forgetCookies(), Person.JANE);
            assertSignedIn(realm, browser);
            assertThat(database.query("SELECT count(*) FROM federated_identity"))
                    .isEqualTo("1001");

            shell.run("docker/configuration/migrate.sh undo --apply");
            realm.signIn(browser.forgetCookies(), Person.JANE);
            assertSignedIn(realm, browser);
            assertThat(database.query("SELECT count(*) FROM federated_identity"))
                    .isEqualTo("1001");
        }
    }

    private static void assertSignedIn(TestRealm realm, Browser browser) {
        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }
}
