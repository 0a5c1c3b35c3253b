package io.github.keycloakamazon.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A port of this machine, moved away: what is sent to it arrives half a round trip later, and so does what comes back. A connection
 * costs a whole round trip more, before its first byte, as TCP's handshake would.
 */
final class DistantPort implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port;
    private final long oneWayNanos;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();

    /**
     * Opens the port.
     *
     * @param port what it leads to
     * @param roundTrip how far away that is to seem
     */
    DistantPort(int port, Duration roundTrip) throws IOException {
        this.port = port;
        this.oneWayNanos = roundTrip.toNanos() / 2;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections there were since the start. */
    long connections() {
        return connections.get();
    }

    /** Closes all connections, as a server does with those that have been idle for long. */
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket near = listener.accept();
            connections.incrementAndGet();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            sockets.add(near);
            sockets.add(far);
            carry(near, far, 2 * oneWayNanos);
            carry(far, near, 0);
        }
    }

    private record Parcel(ByteBuffer bytes, long dueNanos) {}

    private void carry(Socket from, Socket to, long handshakeNanos) {
        BlockingQueue<Parcel> underWay = new LinkedBlockingQueue<>();
        start(() -> {
            InputStream in = from.getInputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            long earliest = System.nanoTime() + handshakeNanos;
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                long sent = Math.max(System.nanoTime(), earliest);
                underWay.add(new Parcel(ByteBuffer.wrap(Arrays.copyOf(chunk, length)), sent + oneWayNanos));
            }
            underWay.add(new Parcel(ByteBuffer.allocate(0), System.nanoTime() + oneWayNanos));
        });
        start(() -> {
            OutputStream out = to.getOutputStream();
            for (Parcel next = underWay.take(); next.bytes().hasRemaining(); next = underWay.take()) {
                waitUntil(next.dueNanos());
                out.write(next.bytes().array());
            }
            to.close();
        });
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** An I/O error is how a connection ends when one side hangs up. */
    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException | InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "distant-port");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }
}
