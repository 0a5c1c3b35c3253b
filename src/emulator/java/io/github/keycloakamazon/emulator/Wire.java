package io.github.keycloakamazon.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Scheduler;

/** Puts answers on the wire, the good way or one of the bad ways. No delivery keeps a thread while it waits. */
final class Wire {
    private final Scheduler scheduler;
    private final Set<Runnable> hanging = ConcurrentHashMap.newKeySet();

    Wire(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void deliver(Delivery delivery, Supplier<Answer> answer, Request request, Response response, Callback done) {
        EndPoint socket = request.getConnectionMetaData().getConnection().getEndPoint();
        if (delivery instanceof Delivery.Whole) {
            send(answer.get(), response, done);
        } else if (delivery instanceof Delivery.Late late) {
            Answer computed = answer.get();
            later(late.after(), () -> send(computed, response, done));
        } else if (delivery instanceof Delivery.Never) {
            hanging.add(() -> {
                socket.close();
                done.failed(new IOException("Let go"));
            });
        } else if (delivery instanceof Delivery.Reset) {
            reset(socket);
            done.failed(new IOException("Reset on purpose"));
        } else if (delivery instanceof Delivery.CutOff) {
            cutOff(answer.get(), socket, response, done);
        } else if (delivery instanceof Delivery.Flood flood) {
            flood(flood.bytes(), response, done);
        } else if (delivery instanceof Delivery.Drip drip) {
            byte[] body = start(answer.get(), response);
            drip(drip.perByte(), body, 0, response, done);
        } else {
            throw new IllegalStateException("No such delivery: " + delivery);
        }
    }

    /** Closes the connections of requests that get no answer. */
    void letGo() {
        for (Runnable held : List.copyOf(hanging)) {
            hanging.remove(held);
            held.run();
        }
    }

    /** The socket below TLS. */
    static EndPoint bare(EndPoint endPoint) {
        EndPoint bare = endPoint;
        while (bare instanceof EndPoint.Wrapper wrapper) {
            bare = wrapper.unwrap();
        }
        return bare;
    }

    private static void send(Answer answer, Response response, Callback done) {
        byte[] body = start(answer, response);
        response.write(true, ByteBuffer.wrap(body), done);
    }

    private static byte[] start(Answer answer, Response response) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        response.setStatus(answer.status());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (answer.status() != 204 && answer.status() != 304) {
            response.getHeaders().put("Content-Length", body.length);
        }
        return body;
    }

    private static void cutOff(Answer answer, EndPoint socket, Response response, Callback done) {
        byte[] body = start(answer, response);
        Callback close = Callback.from(() -> {
            socket.close();
            done.failed(new IOException("Cut off on purpose"));
        });
        response.write(false, ByteBuffer.wrap(body, 0, body.length / 2), close);
    }

    private static void reset(EndPoint socket) {
        EndPoint bare = bare(socket);
        if (bare instanceof SocketChannelEndPoint channel) {
            try {
                channel.getChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        bare.close();
    }

    private void drip(Duration perByte, byte[] body, int sent, Response response, Callback done) {
        boolean last = sent + 1 >= body.length;
        ByteBuffer one = ByteBuffer.wrap(body, sent, Math.min(1, body.length - sent));
        Callback next = last
                ? done
                : Callback.from(
                        () -> later(perByte, () -> drip(perByte, body, sent + 1, response, done)), done::failed);
        response.write(last, one, next);
    }

    private static void flood(long bytes, Response response, Callback done) {
        response.setStatus(200);
        response.getHeaders().put("Content-Type", Answer.JSON_TYPE);
        new Flood(bytes, response, done).iterate();
    }

    private void later(Duration delay, Runnable what) {
        scheduler.schedule(what, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A JSON object whose one member is as long as asked. */
    private static final class Flood extends IteratingCallback {
        private static final byte[] HEAD = "{\"user_id\":\"".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] TAIL = "\"}".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] FILLING = "A".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);

        private final Response response;
        private final Callback done;
        private long left;
        private boolean begun;
        private boolean ended;

        Flood(long bytes, Response response, Callback done) {
            this.response = response;
            this.done = done;
            this.left = Math.max(0, bytes - HEAD.length - TAIL.length);
        }

        @Override
        protected Action process() {
            if (ended) {
                return Action.SUCCEEDED;
            }
            if (!begun) {
                begun = true;
                response.write(false, ByteBuffer.wrap(HEAD), this);
            } else if (left > 0) {
                int now = (int) Math.min(left, FILLING.length);
                left -= now;
                response.write(false, ByteBuffer.wrap(FILLING, 0, now), this);
            } else {
                ended = true;
                response.write(true, ByteBuffer.wrap(TAIL), this);
            }
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteSuccess() {
            done.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            done.failed(cause);
        }
    }
}
