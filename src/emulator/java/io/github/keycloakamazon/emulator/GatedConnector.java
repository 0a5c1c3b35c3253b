package io.github.keycloakamazon.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** A listening socket that can be closed, stalled or slowed down while the server runs, and that counts its connections. */
final class GatedConnector extends ServerConnector {
    private static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(10);
    private static final int ANY_BACKLOG_A_BENCHMARK_NEEDS = 1024;

    private final AtomicLong accepted = new AtomicLong();
    private final Set<SelectableChannel> stalled = ConcurrentHashMap.newKeySet();
    private final SslContextFactory.@Nullable Server tls;
    private final @Nullable ServerCertificates certificate;
    private final Lock accepting = new ReentrantLock();
    private volatile @Nullable ServerSocketChannel listening;
    private volatile NetworkFault fault = NetworkFault.none();

    static GatedConnector plain(Server server) {
        return new GatedConnector(server, null, null, http());
    }

    static GatedConnector secure(Server server, ServerCertificates certificate) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        certificate.useIn(tls);
        return new GatedConnector(server, tls, certificate, new SslConnectionFactory(tls, "http/1.1"), http());
    }

    private GatedConnector(
            Server server,
            SslContextFactory.@Nullable Server tls,
            @Nullable ServerCertificates certificate,
            ConnectionFactory... factories) {
        super(server, null, null, null, 1, -1, factories);
        this.tls = tls;
        this.certificate = certificate;
        setAcceptedTcpNoDelay(true);
        setAcceptQueueSize(ANY_BACKLOG_A_BENCHMARK_NEEDS);
        setIdleTimeout(IDLE_MILLIS);
    }

    /** Connections accepted since the start. */
    long accepted() {
        return accepted.get();
    }

    /** The port, which stays the same while the listener is closed. */
    int portInUse() {
        int local = getLocalPort();
        return local > 0 ? local : getPort();
    }

    /** Takes effect for every connection from now on; open connections are closed, but for one. */
    synchronized void fail(NetworkFault newFault, @Nullable EndPoint keep) {
        if (newFault instanceof NetworkFault.UntrustedCertificate && tls == null) {
            throw new IllegalStateException(
                    "A listener without HTTPS has no certificate: start with ApiListener.HTTPS");
        }
        NetworkFault before = fault;
        fault = newFault;
        try {
            if (newFault instanceof NetworkFault.Refuse) {
                shut();
            } else if (before instanceof NetworkFault.Refuse) {
                openAgain();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (tls != null && certificate != null) {
            if (newFault instanceof NetworkFault.UntrustedCertificate) {
                show(tls, certificate.forged());
            } else if (before instanceof NetworkFault.UntrustedCertificate) {
                show(tls, certificate);
            }
        }
        if (!(newFault instanceof NetworkFault.None && before instanceof NetworkFault.None)) {
            closeConnections(keep);
        }
    }

    /** The system listens until the accepting thread has left a closed socket, so that is waited for. */
    private void shut() {
        setAccepting(false);
        IO.close(listening);
        accepting.lock();
        try {
            listening = null;
        } finally {
            accepting.unlock();
        }
    }

    private void openAgain() throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        socket.socket().setReuseAddress(true);
        socket.bind(new InetSocketAddress(getHost(), portInUse()), getAcceptQueueSize());
        listening = socket;
        setAccepting(true);
    }

    private static void show(SslContextFactory.Server tls, ServerCertificates shown) {
        try {
            tls.reload(factory -> shown.useIn((SslContextFactory.Server) factory));
        } catch (Exception e) {
            throw new IllegalStateException("The certificate cannot be changed", e);
        }
    }

    /** Closes open connections, but for one. */
    synchronized void closeConnections(@Nullable EndPoint keep) {
        EndPoint kept = keep == null ? null : Wire.bare(keep);
        for (EndPoint open : getConnectedEndPoints()) {
            if (open != kept) {
                open.close();
            }
        }
        for (SelectableChannel channel : List.copyOf(stalled)) {
            stalled.remove(channel);
            IO.close(channel);
        }
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new ServerConnectorManager(executor, scheduler, selectors) {
            @Override
            public void accept(SelectableChannel channel, @Nullable Object attachment) {
                accepted.incrementAndGet();
                NetworkFault now = fault;
                if (now instanceof NetworkFault.Refuse) {
                    IO.close(channel);
                } else if (now instanceof NetworkFault.Stall) {
                    stalled.add(channel);
                } else if (now instanceof NetworkFault.AcceptDelay slow) {
                    getScheduler()
                            .schedule(
                                    () -> super.accept(channel, attachment),
                                    slow.delay().toMillis(),
                                    TimeUnit.MILLISECONDS);
                } else {
                    super.accept(channel, attachment);
                }
            }
        };
    }

    @Override
    protected ServerSocketChannel openAcceptChannel() throws IOException {
        ServerSocketChannel opened = super.openAcceptChannel();
        listening = opened;
        return opened;
    }

    /** As the overridden method, but from the socket that is open now: Jetty's own connector opens one in its life. */
    @Override
    public void accept(int acceptor) throws IOException {
        SocketChannel channel;
        accepting.lock();
        try {
            ServerSocketChannel socket = listening;
            if (socket == null || !socket.isOpen()) {
                return;
            }
            channel = socket.accept();
        } finally {
            accepting.unlock();
        }
        channel.configureBlocking(false);
        configure(channel.socket());
        getSelectorManager().accept(channel);
    }

    /** A socket closed under the accepting thread is no failure: the thread is needed for the next one. */
    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
        return (isRunning() && failure instanceof AsynchronousCloseException) || super.handleAcceptFailure(failure);
    }

    @Override
    protected void doStop() throws Exception {
        IO.close(listening);
        super.doStop();
        stalled.forEach(IO::close);
    }

    private static HttpConnectionFactory http() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(32 * 1024);
        return new HttpConnectionFactory(configuration);
    }
}
