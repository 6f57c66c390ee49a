package io.freshet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.console.experiment.Standing;
import io.freshet.console.live.ActedOn;
import io.freshet.console.live.LiveTopics;
import io.freshet.console.live.RecentUsers;
import io.freshet.console.live.ReleaseBook;
import io.freshet.console.topic.BackwardSearch;
import io.freshet.console.topic.KafkaAccess;
import io.freshet.console.topic.TopicNames;
import io.freshet.console.user.WatchedUsers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records of experiments and releases. */
class IncomingTest {

    private static final String METRICS =
            """
            {"experimentId": "e", "variant": "v", "isControl": false, "at": 5, "users": 7,
             "exposures": 9.0, "clicks": 2.0, "conversions": 1.0, "value": 3.5, "unknown": 1,
             "metrics": []}
            """;

    private static final long AT = 1_790_000_000_000L;

    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(AT + 5), ZoneOffset.UTC);
    private final LiveTopics live = LiveTopics.create(1);
    private final Incoming incoming = incoming();

    @Test
    void experimentsComeAsTheirTopicsHaveThemAndGoWithTheirTombstones() {
        incoming.experiment(
                "e",
                bytes(
                        "{\"experimentId\": \"e\", \"variants\": [{\"name\": \"v\","
                                + " \"share\": 1}]}"));
        incoming.experimentStatus(
                "e",
                bytes(
                        "{\"experimentId\": \"e\", \"state\": \"ended\","
                                + " \"reason\": null, \"at\": 5}"));
        assertThat(incoming.experimentMetrics("e|v", bytes(METRICS))).isTrue();

        Standing standing = live.experiments().board(9).experiments().get(0);
        assertThat(standing.state()).hasToString("ENDED");
        assertThat(standing.variants().get(0).metrics().users()).isEqualTo(7);

        incoming.experiment("e", null);
        incoming.experimentStatus("e", null);
        incoming.experimentMetrics("e|v", null);
        assertThat(live.experiments().board(9).experiments()).isEmpty();
    }

    @Test
    void releasesComeAsTheirTopicHasThem() {
        incoming.modelStatus(
                "default",
                bytes(
                        "{\"slot\": \"default\", \"state\": \"rejected\","
                                + " \"release\": {\"slot\": \"default\", \"uri\": \"s3://m\", \"sha256\": \""
                                + "a".repeat(64)
                                + "\", \"name\": \"films\", \"version\": \"2\"},"
                                + " \"reason\": \"why\", \"ready\": 0, \"subtasks\": 2, \"at\": 5}"));

        ReleaseBook.Step newest = live.releases().slots().get(0).newest();
        assertThat(newest.reason()).isEqualTo("why");
        assertThat(newest.release().version()).isEqualTo("2");

        incoming.modelStatus("default", null);
        assertThat(live.releases().slots()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "not JSON",
                "{\"experimentId\": \"e\", \"state\": \"new\"}",
                "{\"slot\": \"default\", \"state\": \"new\"}",
                "{\"experimentId\": \"e\", \"variant\": \"v\", \"metrics\": [null]}"
            })
    void whatCannotBeReadIsLeftOut(String value) {
        for (String key : new String[] {"e", null}) {
            assertThat(incoming.experiment(key, bytes(value))).isFalse();
            assertThat(incoming.experimentStatus(key, bytes(value))).isFalse();
            assertThat(incoming.experimentMetrics(key, bytes(value))).isFalse();
            assertThat(incoming.modelStatus(key, bytes(value))).isFalse();
            assertThat(incoming.item(key, bytes(value))).isFalse();
            assertThat(incoming.slate(key, bytes(value))).isFalse();
        }

        assertThat(live.experiments().board(9).experiments()).isEmpty();
        assertThat(live.releases().slots()).isEmpty();
    }

    @Test
    void whatTheJobRefusesOfEventsFillsNoMemory() {
        String huge = "x".repeat(900_000);
        incoming.event("u", event("e", "u", "item", "view", AT));
        incoming.event("u", event("e", "u", huge, "view", AT));
        incoming.event("u", event("e", huge, "a", "view", AT));
        incoming.event("u", event("e", "u", "b", huge, AT));
        incoming.event("u", event(huge, "u", "c", "view", AT));
        incoming.event("u", event("e", "u", "nanoseconds", "view", AT * 1_000_000));
        incoming.event("u", event("e", "u", "first", "view", 0));

        assertThat(live.items().board(clock.millis()).acted())
                .extracting(ActedOn::itemId)
                .containsExactly("item");
        assertThat(live.recentUsers().list())
                .singleElement()
                .extracting(RecentUsers.RecentUser::itemId)
                .isEqualTo("item");
        assertThat(live.traffic().tick(clock.millis()).events()).isEqualTo(7);
    }

    @Test
    void itemsWithOversizedIdsAreUnreadable() {
        assertThat(incoming.item("a", bytes("{\"itemId\": \"a\"}"))).isTrue();
        assertThat(incoming.item("b", bytes("{\"itemId\": \"" + "b".repeat(900) + "\"}")))
                .isFalse();
    }

    @Test
    void figuresFromTheFarFutureDoNotEndACurve() {
        String future = METRICS.replace("\"at\": 5", "\"at\": " + Long.MAX_VALUE);

        assertThat(incoming.experimentMetrics("e|v", bytes(future))).isFalse();
        assertThat(live.experiments().board(9).experiments()).isEmpty();
    }

    private static byte[] event(
            String eventId, String userId, String itemId, String type, long timestamp) {
        return bytes(
                String.format(
                        "{\"eventId\": \"%s\", \"userId\": \"%s\", \"itemId\": \"%s\","
                                + " \"type\": \"%s\", \"timestamp\": %d}",
                        eventId, userId, itemId, type, timestamp));
    }

    private Incoming incoming() {
        TopicNames names = new TopicNames("a", "b", "c", "d", "e", "f", "g", "h");
        assertThat(names.all()).isEqualTo(List.of("a", "b", "c", "d", "e", "f", "g", "h"));
        KafkaAccess nobody = new KafkaAccess(Map.of("bootstrap.servers", "127.0.0.1:1"));
        return new Incoming(
                live,
                new WatchedUsers(new BackwardSearch(nobody, 1_000), names, live.titles()),
                clock);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
