package io.github.keycloakamazon.emulator;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ConnectHandler;

/** A proxy that takes the place of the DNS: it leads every host to the emulator, and TLS passes through it untouched. */
final class TestDns implements AutoCloseable {
    private static final int HTTPS = 443;

    private final Server proxy = new Server();
    private final ServerConnector connector = new ServerConnector(proxy, new HttpConnectionFactory(lenient()));

    /**
     * Starts on a free port of 127.0.0.1.
     *
     * @param httpsPort of the emulator
     */
    TestDns(IntSupplier httpsPort) throws Exception {
        connector.setHost("127.0.0.1");
        proxy.addConnector(connector);
        proxy.setHandler(new ConnectHandler() {
            @Override
            protected InetSocketAddress newConnectAddress(String host, int port) {
                return new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), port == HTTPS ? httpsPort.getAsInt() : port);
            }
        });
        proxy.start();
    }

    /** Java's own client names the port of the host in one place and not in the other. */
    private static HttpConfiguration lenient() {
        HttpConfiguration lenient = new HttpConfiguration();
        lenient.setHttpCompliance(
                HttpCompliance.RFC7230.with("lenient", HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        return lenient;
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        proxy.stop();
    }
}
