package io.freshet.lab.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a server on the loopback interface, and lets bytes through in both
 * directions, or cuts all connections and refuses new ones.
 */
public final class NetworkGate implements Closeable {

    private final int port;
    private final int behind;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, "network-gate");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listening;

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
            threads.execute(() -> accept(server));
        }
    }

    /** Cuts all connections, and refuses new ones. */
    public synchronized void shut() throws IOException {
        if (listening != null) {
            listening.close();
            listening = null;
        }
        for (Socket each : sockets) {
            each.close();
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        shut();
        threads.shutdownNow();
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                connect(client);
            } catch (IOException e) {
                // The gate was shut, or nobody is behind it; the client sees a closed connection.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        sockets.add(client);
        Socket onward;
        try {
            onward = new Socket(InetAddress.getLoopbackAddress(), behind);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        sockets.add(onward);
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
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }
}
