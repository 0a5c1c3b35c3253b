package io.github.keycloakamazon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.TestRealm;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The provider leaves nothing on a node that a login needs: Keycloak's clustering carries it. */
@Tag("cluster")
class ClusterIT {
    private static final int LOGINS_WHILE_AWAY = 5;

    private static Cluster cluster;

    private TestRealm realm;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void createRealm() {
        cluster.balance();
        realm = TestRealm.create(cluster.url(), "admin", "admin", any -> {}).withAmazon(Map.of("pkceEnabled", "true"));
    }

    @AfterEach
    void deleteRealm() {
        realm.close();
    }

    @Test
    void aLoginThatOneNodeStartsTheOtherFinishes() {
        try (Browser browser = new Browser()) {
            cluster.sendTo(cluster.one());
            realm.toAmazon(browser);

            cluster.sendTo(cluster.other());
            agree(browser);

            assertSignedIn(browser);
            assertThat(realm.links(realm.onlyUser())).hasSize(1);
        }
    }

    @Test
    void aNodeMayDieWhileThePersonIsAtAmazon() {
        try (Browser browser = new Browser()) {
            cluster.sendTo(cluster.one());
            realm.toAmazon(browser);

            cluster.killOne();
            agree(browser);

            assertSignedIn(browser);
        } finally {
            cluster.startOne();
        }
    }

    @Test
    void whatIsSavedAtOneNodeHoldsAtTheOther() {
        try (Browser browser = new Browser()) {
            cluster.sendTo(cluster.other());
            realm.signIn(browser, Person.JANE);
            assertSignedIn(browser);

            cluster.sendTo(cluster.one());
            realm.changeProvider(provider -> provider.getConfig().put("defaultScope", "profile postal_code"));

            cluster.sendTo(cluster.other());
            realm.toAmazon(browser.forgetCookies());
            assertThat(browser.address()).hasParameter("scope", "profile postal_code");
        }
    }

    @Test
    void anUpgradeNodeByNodeLosesNobody() throws Exception {
        try (Crowd crowd = Crowd.signingInTo(realm, cluster.amazon())) {
            crowd.awaitLogins(3);
            cluster.roll();
            crowd.awaitLogins(3);
            crowd.goHome();

            Figures figures = crowd.figures();
            figures.write("rolling-restart");
            assertThat(figures.failed()).as(figures.toString()).isZero();
            assertThat(figures.lostUsers() + figures.lostLinks())
                    .as(figures.toString())
                    .isZero();
        }
    }

    @Test
    void whileTheDatabaseIsAwayPeopleAreToldSoAndAfterwardsNothingIsLost() throws Exception {
        try (Crowd crowd = Crowd.signingInTo(realm, cluster.amazon())) {
            crowd.awaitLogins(3);
            cluster.database().goAway();
            crowd.awaitFailures(LOGINS_WHILE_AWAY);
            cluster.database().comeBack();
            crowd.awaitLogins(3);
            crowd.goHome();

            Figures figures = crowd.figures();
            figures.write("database-away");
            assertThat(figures.unclear()).as(figures.toString()).isEmpty();
            assertThat(figures.lostUsers() + figures.lostLinks())
                    .as(figures.toString())
                    .isZero();
        }
    }

    /** At Amazon, which may remember a consent. */
    private static void agree(Browser browser) {
        browser.click("person-jane");
        if (browser.has("allow")) {
            browser.click("allow");
        }
    }

    private void assertSignedIn(Browser browser) {
        assertThat(realm.application().isSignedIn(browser.address()))
                .as(browser.text())
                .isTrue();
    }
}
