package io.github.keycloakamazon.cluster;

import static org.awaitility.Awaitility.await;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.ApiListener;
import io.github.keycloakamazon.fixture.Database;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.server.FreePorts;
import io.github.keycloakamazon.server.KeycloakConfig;
import io.github.keycloakamazon.server.KeycloakServer;
import java.time.Duration;

/** Two nodes as in production: on one PostgreSQL, where they find each other (jdbc-ping), behind one address. */
public final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String JOINED = "ISPN000094: Received new cluster view";

    private final AmazonEmulator amazon = AmazonEmulator.builder()
            .api(ApiListener.HTTPS)
            .anyLocalReturnUrl(true)
            .start();
    private final Database database;
    private final LoadBalancer balancer;
    private KeycloakServer one;
    private KeycloakServer other;

    private Cluster() throws Exception {
        database = Database.start();
        balancer = LoadBalancer.start();
        one = KeycloakServer.start(node("one"));
        other = KeycloakServer.start(node("other"));
        awaitBoth(other);
    }

    /** A cluster of which both nodes answer. */
    public static Cluster start() throws Exception {
        return new Cluster();
    }

    private KeycloakConfig node(String name) {
        KeycloakConfig config = Servers.keycloakFor(amazon)
                .name("node-" + name)
                .mode(KeycloakConfig.Mode.OPTIMIZED)
                .hostname(balancer.url())
                .option("cache", "ispn")
                .jvmOptions(
                        "-Djgroups.bind.address=127.0.0.1",
                        "-Djgroups.bind.port=" + FreePorts.find(1).get(0),
                        // Any free port: the usual one is 50,000 above the other.
                        "-Djgroups.fd.port-offset=0");
        return database.behind(config);
    }

    public AmazonEmulator amazon() {
        return amazon;
    }

    Database database() {
        return database;
    }

    public KeycloakServer one() {
        return one;
    }

    public KeycloakServer other() {
        return other;
    }

    /** The address of the cluster, without a slash at the end. */
    public String url() {
        return balancer.url();
    }

    /** People reach both nodes, in turn. */
    public void balance() {
        balancer.sendTo(one.url(), other.url());
    }

    /** People reach this node only. */
    public void sendTo(KeycloakServer node) {
        balancer.sendTo(node.url());
    }

    /** Kills the one node as a power cut does; people reach the other from now on. */
    void killOne() {
        one.kill();
        sendTo(other);
    }

    /** Starts the one node after its end. */
    void startOne() {
        one = KeycloakServer.start(node("one"));
        awaitBoth(one);
        balance();
    }

    /** Restarts the nodes one after the other, as an upgrade does: each is left to finish what it does, then stopped. */
    void roll() {
        sendTo(other);
        await("the end of the work of one").atMost(PATIENCE).until(() -> balancer.underwayAt(one.url()) == 0);
        one.stop();
        startOne();

        sendTo(one);
        await("the end of the work of the other").atMost(PATIENCE).until(() -> balancer.underwayAt(other.url()) == 0);
        other.stop();
        other = KeycloakServer.start(node("other"));
        awaitBoth(other);
        balance();
    }

    private static void awaitBoth(KeycloakServer newcomer) {
        await("the two nodes to meet")
                .atMost(PATIENCE)
                .until(() ->
                        newcomer.logSince(0).lines().anyMatch(line -> line.contains(JOINED) && line.contains("(2)")));
    }

    @Override
    public void close() throws Exception {
        one.close();
        other.close();
        balancer.close();
        database.close();
        amazon.close();
    }
}
