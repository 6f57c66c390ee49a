package io.freshet.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports of the loopback interface at which nobody listens now. They lie below those that Linux
 * gives to clients, which would take them while a member is down.
 */
final class FreePorts {

    private static final Logger LOG = LoggerFactory.getLogger(FreePorts.class);
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int MOST_TRIED = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int BESIDE_REST = 5;

    private FreePorts() {}

    /** All that a cluster may need. */
    static ClusterPlan.Ports forJobManagers(int jobManagers) {
        List<Integer> ports = find(BESIDE_REST + jobManagers);
        return new ClusterPlan.Ports(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                ports.get(4),
                ports.subList(BESIDE_REST, ports.size()));
    }

    /** All are held until the last is found, so that they differ. */
    private static List<Integer> find(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            int tried = 0;
            while (held.size() < count && tried++ < MOST_TRIED) {
                hold(LOWEST + RANDOM.nextInt(HIGHEST - LOWEST), held);
            }
            if (held.size() < count) {
                throw new IllegalStateException(
                        "no free port at the loopback interface from " + LOWEST + " to " + HIGHEST);
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(FreePorts::release);
        }
    }

    private static void hold(int port, List<ServerSocket> held) {
        try {
            held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            LOG.debug("Port {} is taken", port, e);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release a port", e);
        }
    }
}
