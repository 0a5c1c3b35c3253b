package io.github.keycloakamazon.cluster;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The one address that people know. Sends each request to the next of the servers in rotation: nobody is kept on one server. */
final class LoadBalancer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<String, AtomicInteger> underway = new ConcurrentHashMap<>();
    private volatile List<String> rotation = List.of();

    private LoadBalancer() {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new ProxyHandler.Reverse(this::choose));
    }

    /** A load balancer that has nobody to send people to yet. */
    static LoadBalancer start() throws Exception {
        LoadBalancer balancer = new LoadBalancer();
        balancer.server.start();
        return balancer;
    }

    /** Its address, without a slash at the end. */
    String url() {
        return "http://localhost:" + connector.getLocalPort();
    }

    /** From now on, these servers answer. What others are doing they finish. */
    void sendTo(String... servers) {
        rotation = List.of(servers);
    }

    /** How many requests a server has not answered yet. */
    int underwayAt(String server) {
        return count(server).get();
    }

    private HttpURI choose(Request request) {
        List<String> servers = rotation;
        String chosen = servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()));
        AtomicInteger requests = count(chosen);
        requests.incrementAndGet();
        Request.addCompletionListener(request, failure -> requests.decrementAndGet());
        URI address = URI.create(chosen);
        return HttpURI.build(request.getHttpURI())
                .scheme(address.getScheme())
                .authority(address.getHost(), address.getPort())
                .asImmutable();
    }

    private AtomicInteger count(String server) {
        return underway.computeIfAbsent(server, any -> new AtomicInteger());
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
