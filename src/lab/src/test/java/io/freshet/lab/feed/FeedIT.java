package io.freshet.lab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.lab.kafka.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FeedIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path directory;
    private static EmbeddedBroker broker;
    private static KafkaProducer<String, byte[]> producer;

    private final List<Slate> slates = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void startBroker() throws IOException {
        broker = EmbeddedBroker.start(directory);
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    static void stopBroker() throws IOException {
        producer.close();
        broker.close();
    }

    @Test
    void readsEveryPartitionFromItsBeginningAndGoesOn() throws Exception {
        broker.createTopic("recommendations", 3, Map.of());
        long before = System.currentTimeMillis();
        for (int user = 0; user < 20; user++) {
            send("recommendations", slate("u" + user, 1));
        }
        List<String> retracted = Collections.synchronizedList(new ArrayList<>());
        List<Long> arrivals = Collections.synchronizedList(new ArrayList<>());
        SlateListener listener =
                new SlateListener() {
                    @Override
                    public void slate(Slate slate, long arrivedAtMillis) {
                        slates.add(slate);
                        arrivals.add(arrivedAtMillis);
                    }

                    @Override
                    public void retraction(String key, long arrivedAtMillis) {
                        retracted.add(key);
                    }
                };

        try (RecommendationFeed feed = open("recommendations", listener)) {
            feed.awaitCaughtUp(PATIENCE);
            assertThat(slates).hasSize(20).contains(slate("u0", 1), slate("u19", 1));

            send("recommendations", slate("u7", 2));
            send("recommendations", "home|u3", null);
            feed.awaitCaughtUp(PATIENCE);
            assertThat(slates).hasSize(21).last().isEqualTo(slate("u7", 2));
            assertThat(retracted).containsExactly("home|u3");
            assertThat(feed.slates()).isEqualTo(21);
            assertThat(arrivals)
                    .allSatisfy(at -> assertThat(at).isBetween(before, System.currentTimeMillis()));
        }
    }

    @Test
    void ignoresFieldsThatItDoesNotKnow() throws Exception {
        broker.createTopic("later", 1, Map.of());
        String json = new String(JSON.writeValueAsBytes(slate("u", 1)), StandardCharsets.UTF_8);
        send("later", "home|u", json.replaceFirst("\\{", "{\"later\":{},"));

        try (RecommendationFeed feed = open("later", (slate, at) -> slates.add(slate))) {
            feed.awaitCaughtUp(PATIENCE);
        }
        assertThat(slates).containsExactly(slate("u", 1));
    }

    @Test
    void endsWithTheFirstRecordThatIsNoSlate() throws Exception {
        broker.createTopic("broken", 1, Map.of());
        send("broken", slate("u", 1));
        send("broken", "home|u", "{\"slateId\":\"home|u|2\"}");

        RecommendationFeed feed = open("broken", (slate, at) -> slates.add(slate));

        assertThatThrownBy(() -> feed.awaitCaughtUp(PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reading recommendations ended: broken-0@1: not a slate");
        assertThatThrownBy(feed::close).hasMessageContaining("broken-0@1: not a slate");
        assertThat(slates).hasSize(1);
    }

    @Test
    void endsWithAKeyThatIsNotTheSlates() throws Exception {
        broker.createTopic("miskeyed", 1, Map.of());
        send(
                "miskeyed",
                "u",
                new String(JSON.writeValueAsBytes(slate("u", 1)), StandardCharsets.UTF_8));

        RecommendationFeed feed = open("miskeyed", (slate, at) -> slates.add(slate));

        assertThatThrownBy(() -> feed.awaitCaughtUp(PATIENCE))
                .hasMessageContaining("miskeyed-0@0: the key is 'u', expected 'home|u'");
        assertThatThrownBy(feed::close).isInstanceOf(IOException.class);
    }

    @Test
    void countsDeadLettersByReason() throws Exception {
        broker.createTopic("dead-letters", 2, Map.of());
        assertThat(DeadLetterCounts.read(broker.bootstrapServers(), "dead-letters")).isEmpty();

        for (int offset = 0; offset < 5; offset++) {
            DeadLetterReason reason =
                    offset < 3 ? DeadLetterReason.NOT_JSON : DeadLetterReason.EMPTY;
            DeadLetter letter = new DeadLetter("events", 0, offset, reason, "why", 9, new byte[9]);
            producer.send(
                            new ProducerRecord<>(
                                    "dead-letters",
                                    offset % 2,
                                    null,
                                    JSON.writeValueAsBytes(letter)))
                    .get();
        }
        assertThat(DeadLetterCounts.read(broker.bootstrapServers(), "dead-letters"))
                .isEqualTo(Map.of("NOT_JSON", 3L, "EMPTY", 2L));

        send("dead-letters", null, "{}");
        assertThatThrownBy(() -> DeadLetterCounts.read(broker.bootstrapServers(), "dead-letters"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no reason, expected a dead letter");
    }

    @Test
    void saysWhichTopicIsAbsent() {
        assertThatThrownBy(() -> open("absent", (slate, at) -> slates.add(slate)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no topic absent at")
                .hasMessageContaining(broker.bootstrapServers());
    }

    private static RecommendationFeed open(String topic, SlateListener listener)
            throws IOException {
        return RecommendationFeed.open(broker.bootstrapServers(), topic, listener);
    }

    private static void send(String topic, Slate slate) throws Exception {
        producer.send(new ProducerRecord<>(topic, slate.key(), JSON.writeValueAsBytes(slate)))
                .get();
    }

    private static void send(String topic, @Nullable String key, @Nullable String value)
            throws Exception {
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, key, bytes)).get();
    }

    private static Slate slate(String user, long revision) {
        return new Slate(
                Slate.idOf("home", user, revision),
                user,
                "home",
                revision,
                List.of(new SlateItem("i", -1.5f, "catalogue", List.of(new Reason("j", 0.5f)))),
                new ModelId("m", "1"),
                List.of(),
                "e",
                new SlateTimestamps(1, 2, 3, 4));
    }
}
