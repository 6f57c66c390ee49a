package io.freshet.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback interface at which nobody listens now. */
final class FreePorts {

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
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port at the loopback interface", e);
        } finally {
            held.forEach(FreePorts::release);
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
