package io.github.keycloakamazon.emulator;

import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** The sockets: one for pages and control, and maybe another for the API. */
final class Listeners {
    private final EmulatorConfig config;
    private final Server server;
    private final GatedConnector pages;
    private final GatedConnector api;
    private final @Nullable ServerCertificates certificates;

    Listeners(EmulatorConfig config) {
        this.config = config;
        certificates = config.api() == ApiListener.HTTPS ? certificates(config) : null;
        server = newServer();
        pages = add(GatedConnector.plain(server), config.port());
        if (config.api() == ApiListener.SHARED) {
            api = pages;
        } else {
            api = add(
                    certificates == null ? GatedConnector.plain(server) : GatedConnector.secure(server, certificates),
                    config.apiPort());
        }
    }

    /**
     * Opens the ports.
     *
     * @throws IllegalStateException where one cannot be opened
     */
    void start(Handler handler) {
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception e) {
            String reason = reason(e);
            stop();
            throw new IllegalStateException(reason, e);
        }
    }

    void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The emulator does not stop", e);
        }
    }

    /** Waits until the listeners are stopped. */
    void join() throws InterruptedException {
        server.join();
    }

    int pagesPort() {
        return pages.portInUse();
    }

    GatedConnector api() {
        return api;
    }

    Optional<ServerCertificates> certificates() {
        return Optional.ofNullable(certificates);
    }

    Scheduler scheduler() {
        return server.getScheduler();
    }

    private GatedConnector add(GatedConnector connector, int port) {
        connector.setHost(config.bindAddress());
        connector.setPort(port);
        server.addConnector(connector);
        return connector;
    }

    private String reason(Exception failure) {
        if (!(failure.getCause() instanceof BindException bind)) {
            return "The emulator cannot start: " + failure.getMessage();
        }
        boolean ofPages = !pages.isOpen();
        int port = ofPages ? config.port() : config.apiPort();
        String option = ofPages ? "port" : config.api() == ApiListener.HTTP ? "api-port" : "https-port";
        String problem = String.valueOf(bind.getMessage()).contains("in use")
                ? "Port " + port + " is in use."
                : "Port " + port + " of " + config.bindAddress() + " cannot be opened: " + bind.getMessage() + ".";
        return problem + " Choose another one: --" + option + "=...";
    }

    private static ServerCertificates certificates(EmulatorConfig config) {
        Path folder = config.insteadOfAmazon();
        if (folder != null) {
            return AmazonCertificates.signedIn(folder);
        }
        Set<String> hosts = new LinkedHashSet<>(List.of("localhost", "127.0.0.1"));
        String publicly = config.publicBaseUrl();
        if (publicly != null) {
            hosts.add(URI.create(publicly).getHost());
        }
        return SelfSignedCertificate.forHosts(hosts);
    }

    private static Server newServer() {
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName("amazon-emulator");
        threads.setDaemon(true);
        return new Server(threads, new ScheduledExecutorScheduler("amazon-emulator-timer", true), null);
    }
}
