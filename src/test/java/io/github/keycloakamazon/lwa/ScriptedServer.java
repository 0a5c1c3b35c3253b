package io.github.keycloakamazon.lwa;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a real socket that answers as a script says, however wrong that is as HTTP. */
final class ScriptedServer implements AutoCloseable {
    /** Writes an answer to a request that has been read. */
    interface Script {
        void answer(OutputStream out, Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final boolean readsFirst;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private ScriptedServer(Script script, boolean readsFirst) throws IOException {
        this.script = script;
        this.readsFirst = readsFirst;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        startThread("scripted-server", this::accept);
    }

    static ScriptedServer running(Script script) throws IOException {
        return new ScriptedServer(script, true);
    }

    /** A server that speaks before it is asked, as one does that takes a TLS handshake for a request. */
    static ScriptedServer speakingFirst(String words) throws IOException {
        return new ScriptedServer((out, socket) -> out.write(words.getBytes(StandardCharsets.US_ASCII)), false);
    }

    static ScriptedServer answering(int status, String contentType, byte[] body) throws IOException {
        return running((out, socket) -> out.write(response(status, contentType, body)));
    }

    static ScriptedServer answering(int status, String json) throws IOException {
        return answering(status, "application/json;charset=UTF-8", json.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] response(int status, String contentType, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "HTTP/1.1 " + status + " Status\r\nContent-Type: " + contentType + "\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        bytes.write(head.getBytes(StandardCharsets.US_ASCII));
        bytes.write(body);
        return bytes.toByteArray();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The requests so far, head and body as they came. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket socket = listener.accept();
            sockets.add(socket);
            startThread("scripted-server-connection", () -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            if (readsFirst) {
                requests.add(read(new BufferedInputStream(socket.getInputStream())));
            }
            script.answer(socket.getOutputStream(), socket);
            socket.getOutputStream().flush();
        }
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        String length = head.toString()
                .lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .map(line -> line.substring("Content-Length: ".length()))
                .findFirst()
                .orElse("0");
        return head + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    private interface Io {
        void run() throws IOException;
    }

    /** The client goes away in most of these tests, so an I/O error is how a connection usually ends. */
    private static void startThread(String name, Io task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        return;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
