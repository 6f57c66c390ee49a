package io.freshet.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class NetworkGateTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void passesBytesCutsConnectionsAndRefusesNewOnes() throws IOException {
        int port = FreePorts.forJobManagers(1).gate();
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                NetworkGate gate = NetworkGate.open(port, server.getLocalPort())) {
            Socket client = new Socket(LOOPBACK, port);
            Socket behind = server.accept();
            client.getOutputStream().write(7);
            assertThat(behind.getInputStream().read()).isEqualTo(7);
            behind.getOutputStream().write(8);
            assertThat(client.getInputStream().read()).isEqualTo(8);

            gate.shut();

            assertThat(ends(client)).isTrue();
            assertThatThrownBy(() -> new Socket(LOOPBACK, port)).isInstanceOf(IOException.class);

            gate.open();

            try (Socket again = new Socket(LOOPBACK, port);
                    Socket behindAgain = server.accept()) {
                again.getOutputStream().write(9);
                assertThat(behindAgain.getInputStream().read()).isEqualTo(9);
            }
        }
    }

    private static boolean ends(Socket socket) {
        try {
            return socket.getInputStream().read() == -1;
        } catch (IOException e) {
            return true;
        }
    }
}
