package io.freshet.console.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the reading when a record or a client fails. */
@Timeout(60)
class TopicTailTest {

    private static final TopicNames NAMES = new TopicNames("a", "b", "c", "d", "e", "f", "g", "h");
    private static final TopicPartition EVENTS = new TopicPartition("a", 0);

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @Test
    void goesOnAfterARecordThatCannotBeTaken() throws Exception {
        MockConsumer<String, byte[]> consumer = consumer();
        consumer.schedulePollTask(
                () -> {
                    consumer.addRecord(new ConsumerRecord<>("a", 0, 0, "bad", new byte[0]));
                    consumer.addRecord(new ConsumerRecord<>("a", 0, 1, "good", new byte[0]));
                });
        try (TopicTail tail = TopicTail.start(() -> consumer, NAMES, listener())) {
            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("good");
            assertThat(tail.isAlive()).isTrue();
            while (tail.states().get(0).unreadable() == 0) {
                Thread.onSpinWait();
            }
            assertThat(tail.states().get(0).unreadable()).isEqualTo(1);
        }
    }

    @Test
    void goesOnAfterAClientThatFails() throws Exception {
        MockConsumer<String, byte[]> failing = consumer();
        failing.schedulePollTask(
                () -> {
                    throw new IllegalStateException("a failure of the test");
                });
        MockConsumer<String, byte[]> next = consumer();
        next.schedulePollTask(
                () -> next.addRecord(new ConsumerRecord<>("a", 0, 0, "good", new byte[0])));
        BlockingQueue<MockConsumer<String, byte[]>> clients =
                new LinkedBlockingQueue<>(List.of(failing, next));

        try (TopicTail tail = TopicTail.start(clients::remove, NAMES, listener())) {
            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("good");
            assertThat(tail.isAlive()).isTrue();
        }
    }

    private static MockConsumer<String, byte[]> consumer() {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("latest");
        consumer.updatePartitions("a", List.of(new PartitionInfo("a", 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(EVENTS, 0L));
        consumer.updateEndOffsets(Map.of(EVENTS, 0L));
        return consumer;
    }

    /** Notes keys; the key "bad" is more than it can take. */
    private TailListener listener() {
        return (TailListener)
                Proxy.newProxyInstance(
                        TailListener.class.getClassLoader(),
                        new Class<?>[] {TailListener.class},
                        (proxy, method, arguments) -> {
                            if (arguments[0].equals("bad")) {
                                throw new IllegalArgumentException("bad");
                            }
                            seen.add((String) arguments[0]);
                            return method.getReturnType() == boolean.class ? true : null;
                        });
    }
}
