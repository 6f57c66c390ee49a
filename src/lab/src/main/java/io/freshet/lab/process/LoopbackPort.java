package io.freshet.lab.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
public final class LoopbackPort {

    /** There is none above it. */
    public static final int HIGHEST = 65_535;

    private LoopbackPort() {}

    /**
     * One at which nobody listens now.
     *
     * @throws IOException if there is none
     */
    public static int free() throws IOException {
        try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return held.getLocalPort();
        }
    }

    /** Whether nobody listens there now. */
    public static boolean isFree(int port) {
        try (ServerSocket held = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return held.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
