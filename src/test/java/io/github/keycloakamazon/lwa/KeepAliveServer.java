package io.github.keycloakamazon.lwa;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that keeps its connections open, until it or a gateway on the way does not. */
final class KeepAliveServer implements AutoCloseable {
    /** What becomes of a connection while it is idle, or of the next request on it. */
    enum Fate {
        HEALTHY,
        /** The server closes it. */
        CLOSED,
        /** The server resets it. */
        RESET,
        /** The server closes its own side, and takes what comes. */
        HALF_CLOSED,
        /** A NAT gateway forgets it, and resets it when the next bytes come. */
        FORGOTTEN,
        /** The server reads the next request, and closes it without a response. */
        UNANSWERED,
        /** The server reads the next request, sends the beginning of a response, and resets it. */
        CUT_SHORT
    }

    private static final String BODY =
            "{\"access_token\":\"Atza|a\",\"token_type\":\"bearer\",\"expires_in\":3600,\"user_id\":\"amzn1.account.A\"}";

    private final ServerSocket listener;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> served = new CopyOnWriteArrayList<>();
    private volatile Fate fateOfNew = Fate.HEALTHY;
    private volatile boolean saysClose;
    private volatile CyclicBarrier together = new CyclicBarrier(1);

    KeepAliveServer() throws IOException {
        listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(() -> {
            while (!listener.isClosed()) {
                Connection connection = new Connection(listener.accept(), fateOfNew);
                connections.add(connection);
                start(connection::serve);
            }
        });
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Every response says {@code Connection: close} from now on. */
    void sayClose() {
        saysClose = true;
    }

    /** Answers only when so many requests have come, which makes the client open so many connections. */
    void answerTogether(int requests) {
        together = new CyclicBarrier(requests);
    }

    /** Lets something happen to all open connections. */
    void idle(Fate fate) throws IOException {
        together = new CyclicBarrier(1);
        for (Connection connection : connections) {
            connection.idle(fate);
        }
    }

    void fateOfNewConnections(Fate fate) {
        fateOfNew = fate;
    }

    int connections() {
        return connections.size();
    }

    /** The request lines and bodies that came, answered or not. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Those that were answered. */
    List<String> served() {
        return List.copyOf(served);
    }

    private final class Connection {
        private final Socket socket;
        private volatile Fate fate;

        Connection(Socket socket, Fate fate) throws IOException {
            this.socket = socket;
            this.fate = fate;
            socket.setTcpNoDelay(true);
        }

        void idle(Fate newFate) throws IOException {
            fate = newFate;
            switch (newFate) {
                case CLOSED -> socket.close();
                case RESET -> reset();
                case HALF_CLOSED -> socket.shutdownOutput();
                default -> {}
            }
        }

        private void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void serve() throws IOException {
            try (socket) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                while (true) {
                    in.mark(1);
                    if (in.read() < 0) {
                        return;
                    }
                    in.reset();
                    if (fate == Fate.FORGOTTEN) {
                        reset();
                        return;
                    }
                    String request = read(in);
                    requests.add(request);
                    if (fate == Fate.CUT_SHORT) {
                        out.write("HTTP/1.1 2".getBytes(StandardCharsets.US_ASCII));
                        socket.close();
                        return;
                    }
                    if (fate == Fate.UNANSWERED) {
                        return;
                    }
                    if (fate != Fate.HEALTHY) {
                        continue;
                    }
                    awaitOthers();
                    served.add(request);
                    out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length()
                                    + (saysClose ? "\r\nConnection: close" : "") + "\r\n\r\n" + BODY)
                            .getBytes(StandardCharsets.US_ASCII));
                    if (saysClose) {
                        return;
                    }
                }
            }
        }

        private void awaitOthers() throws IOException {
            try {
                together.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IOException(e);
            }
        }
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The request ends early");
            }
            head.append((char) next);
        }
        String length = head.toString()
                .lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .map(line -> line.substring("Content-Length: ".length()))
                .findFirst()
                .orElse("0");
        String body = new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
        return head.substring(0, head.indexOf("\r\n")) + " " + body;
    }

    private interface Io {
        void run() throws IOException;
    }

    /** The client goes away in most of these tests, so an I/O error is how a connection usually ends. */
    private static void start(Io task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        return;
                    }
                },
                "keep-alive-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.socket.close();
        }
    }
}
