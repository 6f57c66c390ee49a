package io.freshet.lab.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.lab.feed.TopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KeyedWriterIT {

    private static final String TOPIC = "kept";
    private static final int BEYOND_A_REQUEST = 2 << 20;

    @TempDir private static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(directory);
        broker.createTopic(TOPIC, 2, Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        broker.close();
    }

    @Test
    void theBrokerHasAllOfManyRecordsAtOnce() throws IOException {
        Map<String, byte[]> records = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            records.put("user-" + i, ("value " + i).getBytes(UTF_8));
        }

        try (KeyedWriter to = KeyedWriter.open(broker.bootstrapServers(), TOPIC)) {
            to.write(records);

            assertThat(TopicReader.readNewest(broker.bootstrapServers(), TOPIC))
                    .containsAllEntriesOf(records);
        }
    }

    @Test
    void saysThatOneOfManyCouldNotBeWritten() throws IOException {
        Map<String, byte[]> records = new HashMap<>();
        records.put("small", new byte[1]);
        records.put("large", new byte[BEYOND_A_REQUEST]);

        try (KeyedWriter to = KeyedWriter.open(broker.bootstrapServers(), TOPIC)) {
            assertThatThrownBy(() -> to.write(records))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("not written to " + TOPIC)
                    .hasMessageContaining("is larger than");
        }
    }
}
