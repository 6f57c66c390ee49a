package io.freshet.lab.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between clients and a server on the loopback interface, and lets bytes through in both
 * directions, or cuts all connections and refuses new ones.
 */
public final class NetworkGate implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkGate.class);

    private final int port;
    private final int behind;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, "network-gate");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final Set<Socket> sockets = new HashSet<>();
    private @Nullable ServerSocket listening;
    private @Nullable Future<?> accepting;

    private NetworkGate(int port, int behind) {
        this.port = port;
        this.behind = behind;
    }

    /**
     * An open gate.
     *
     * @param port where clients connect
     * @param behind where the server listens
     * @throws IOException if the port is taken
     */
    public static NetworkGate open(int port, int behind) throws IOException {
        NetworkGate gate = new NetworkGate(port, behind);
        gate.open();
        return gate;
    }

    /** Lets connections through; nothing if it does. */
    public synchronized void open() throws IOException {
        if (listening == null) {
            ServerSocket server = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
            listening = server;
            accepting = threads.submit(() -> accept(server));
        }
    }

    /** Cuts all connections, and refuses new ones. */
    public void shut() throws IOException {
        Future<?> last;
        synchronized (this) {
            last = accepting;
            accepting = null;
            if (listening != null) {
                listening.close();
                listening = null;
            }
            for (Socket each : sockets) {
                each.close();
            }
            sockets.clear();
        }
        // A port is refused when the thread that waits at it has gone.
        if (last != null) {
            await(last);
        }
    }

    @Override
    public void close() throws IOException {
        shut();
        threads.shutdownNow();
    }

    private static void await(Future<?> future) throws IOException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IOException("a gate failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a gate was shut", e);
        }
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                connect(server.accept(), server);
            } catch (IOException e) {
                // The gate was shut, or nobody is behind it; the client sees a closed connection.
                LOG.debug("A connection through the gate at {} failed", port, e);
            }
        }
    }

    private void connect(Socket client, ServerSocket server) throws IOException {
        Socket onward;
        try {
            onward = new Socket(InetAddress.getLoopbackAddress(), behind);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        synchronized (this) {
            if (listening != server) {
                client.close();
                onward.close();
                return;
            }
            sockets.add(client);
            sockets.add(onward);
        }
        client.setTcpNoDelay(true);
        onward.setTcpNoDelay(true);
        threads.execute(() -> pass(client, onward));
        threads.execute(() -> pass(onward, client));
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One side has gone; so has the other one now.
            LOG.debug("A connection through the gate at {} ended", port, e);
        } finally {
            forget(from, to);
        }
    }

    private synchronized void forget(Socket from, Socket to) {
        sockets.remove(from);
        sockets.remove(to);
    }
}
