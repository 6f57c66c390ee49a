package io.freshet.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    @Test
    void choosesFreePortsThatDiffer() throws IOException {
        BrokerSettings settings = BrokerSettings.parse("--port", "0", "--dir", "data");

        assertThat(settings.directory()).isEqualTo(Path.of("data"));
        assertThat(settings.port()).isPositive().isNotEqualTo(settings.controllerPort());
        assertThat(settings.toProperties())
                .containsEntry("advertised.listeners", "PLAINTEXT://" + settings.bootstrapServers())
                .containsEntry("auto.create.topics.enable", "false");
    }

    @Test
    void refusesAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThatThrownBy(() -> BrokerSettings.parse("--dir", "data", "--port", port))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + port);
        }
    }

    @Test
    void saysWhatItExpects() {
        assertThatThrownBy(() -> BrokerSettings.parse("--dir", "data"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(BrokerSettings.USAGE);
        assertThatThrownBy(() -> BrokerSettings.parse("--dir", "data", "--port"))
                .hasMessage(BrokerSettings.USAGE);
        assertThatThrownBy(() -> BrokerSettings.parse("--dir", "data", "--port", "x"))
                .hasMessageContaining("--port is x");
        assertThatThrownBy(() -> BrokerSettings.parse("--where", "data"))
                .hasMessageContaining("unknown argument --where");
    }

    @Test
    void theClassPathIsThereAndBeginsWithThisModule() throws IOException {
        assertThat(BrokerClassPath.entries())
                .hasSizeGreaterThan(10)
                .anyMatch(entry -> entry.getFileName().toString().startsWith("kafka_2.13"))
                .first()
                .satisfies(entry -> assertThat(entry).exists());
    }
}
