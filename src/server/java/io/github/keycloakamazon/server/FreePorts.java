package io.github.keycloakamazon.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds TCP ports nobody listens on, among those that Linux and macOS leave to servers: any other may become the local port of an
 * outgoing connection before it is used, and under load soon does. Another process may still take one: be ready to ask again.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int FIRST_OF_OUTGOING_CONNECTIONS = 32_768;
    private static final int MOST_ATTEMPTS = 10_000;

    private FreePorts() {}

    /**
     * Different ports that were free a moment ago.
     *
     * @param count how many
     * @throws IllegalStateException when the machine seems to have no port left
     */
    public static List<Integer> find(int count) {
        List<Integer> ports = ThreadLocalRandom.current()
                .ints(FIRST, FIRST_OF_OUTGOING_CONNECTIONS)
                .limit(MOST_ATTEMPTS)
                .distinct()
                .filter(FreePorts::isFree)
                .limit(count)
                .boxed()
                .toList();
        if (ports.size() < count) {
            throw new IllegalStateException("No free TCP port");
        }
        return ports;
    }

    /**
     * Whether a server could listen on {@code port} now, on every address as well as on the loopback address alone:
     * some systems let the one go ahead while another process has the other.
     */
    public static boolean isFree(int port) {
        return canBind(port, null) && canBind(port, InetAddress.getLoopbackAddress());
    }

    private static boolean canBind(int port, @Nullable InetAddress address) {
        try (ServerSocket socket = new ServerSocket(port, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
