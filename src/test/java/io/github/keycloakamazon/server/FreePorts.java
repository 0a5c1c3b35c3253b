package io.github.keycloakamazon.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds TCP ports nobody listens on. Another process may still take one before it is used: be ready to ask again. */
public final class FreePorts {
    private FreePorts() {}

    /**
     * Different ports that were free a moment ago.
     *
     * @param count how many
     * @throws UncheckedIOException when the machine has no port left
     */
    public static List<Integer> find(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("No free TCP port", e);
        } finally {
            sockets.forEach(FreePorts::close);
        }
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

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
