package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.retrieval.LogLinearBlend.Term;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Java counts a log event by event and blends as Python does over the whole of it: the vectors are
 * made by {@code make_blend_golden.py} of model-export.
 */
class BlendGoldenTest {

    private static final double TOLERANCE = 1e-6;
    private static final double HOUR_MILLIS = 3_600_000;

    private final JsonNode golden;
    private final JsonNode co;
    private final CoVisitationCounting counting;
    private final CountsTable counts = new CountsTable(100_000);

    BlendGoldenTest() throws IOException {
        golden =
                new ObjectMapper()
                        .readTree(Path.of("src/test/resources/blend-golden.json").toFile());
        co = golden.at("/blend/counts/co-visitation");
        counting =
                new CoVisitationCounting(
                        co.get("reach").asInt(),
                        co.get("distance_decay").asDouble(),
                        co.get("backward").asDouble(),
                        BasketGap.NONE,
                        Long.MAX_VALUE,
                        (long) (co.get("half_life_hours").asDouble() * HOUR_MILLIS),
                        100);
        count();
    }

    private void count() {
        Map<String, BehaviourWindow> windows = new HashMap<>();
        Map<String, NeighbourCounts> items = new HashMap<>();
        int number = 0;
        for (JsonNode event : golden.get("log")) {
            String item = event.get("item").asText();
            long timestamp = event.get("timestamp").asLong();
            BehaviourWindow window =
                    windows.computeIfAbsent(
                            event.get("user").asText(), user -> BehaviourWindow.empty());
            String eventId = "e-" + number++;
            TestingWindows.insert(window, eventId, item, timestamp);
            of(item, items).addInteraction(timestamp);
            for (CoVisitedPair pair :
                    CoVisitedPair.of(window, window.positionOf(eventId), counting)) {
                of(pair.itemId(), items).addPair(pair.neighbour(), pair.weight(), pair.timestamp());
            }
        }
        items.forEach((item, neighbours) -> counts.put(neighbours.strongest(item)));
        counts.put(new ItemLists(golden.get("end").asLong(), popular(), List.of()));
    }

    private List<ItemShare> popular() {
        JsonNode settings = golden.at("/blend/counts/recent-popularity");
        long halfLife = (long) (settings.get("half_life_hours").asDouble() * HOUR_MILLIS);
        Map<String, DecayedCount> items = new HashMap<>();
        DecayedCount all = DecayedCount.NONE;
        for (JsonNode event : golden.get("log")) {
            long timestamp = event.get("timestamp").asLong();
            items.merge(
                    event.get("item").asText(),
                    new DecayedCount(1, timestamp),
                    (count, once) -> count.plus(1, once.timestamp(), halfLife));
            all = all.plus(1, timestamp, halfLife);
        }
        PopularityCounter heaviest =
                new PopularityCounter(settings.get("listed").asInt(), halfLife);
        items.forEach(heaviest::update);
        return heaviest.shares(all, golden.get("end").asLong());
    }

    private NeighbourCounts of(String item, Map<String, NeighbourCounts> items) {
        return items.computeIfAbsent(item, absent -> new NeighbourCounts(counting));
    }

    private List<CandidateGenerator> generators() {
        CoVisitation.Weighting weighting =
                new CoVisitation.Weighting(
                        co.get("newest").asInt(),
                        co.get("position_decay").asDouble(),
                        co.get("shrink").asDouble(),
                        co.get("target_power").asDouble(),
                        co.get("repeat_bonus").asDouble(),
                        co.get("repeat_decay").asDouble());
        double decay = golden.at("/blend/counts/own-items/decay").asDouble();
        return List.of(
                new CoVisitation(weighting, counting),
                new OwnItems(decay, BasketGap.NONE),
                new Popular());
    }

    private LogLinearBlend blend() {
        return new LogLinearBlend(
                List.of(term("co-visitation"), term("own-items"), term("recent-popularity")));
    }

    private Term term(String count) {
        return new Term(
                golden.at("/blend/weights/" + count).asDouble(),
                golden.at("/blend/epsilon/" + count).asDouble(),
                1);
    }

    @TestFactory
    List<DynamicTest> everyItemGetsPythonsScore() {
        return golden.get("windows")
                .valueStream()
                .map(
                        each ->
                                DynamicTest.dynamicTest(
                                        each.get("items").toString(), () -> check(each)))
                .toList();
    }

    private void check(JsonNode expected) {
        BehaviourWindow window = BehaviourWindow.empty();
        JsonNode items = expected.get("items");
        long end = golden.get("end").asLong();
        for (int i = 0; i < items.size(); i++) {
            long timestamp = end - items.size() + 1 + i;
            TestingWindows.insert(window, "w-" + i, items.get(i).asText(), timestamp);
        }
        List<ItemScores> scores =
                generators().stream().map(each -> each.score(window, counts)).toList();
        for (Map.Entry<String, JsonNode> item : expected.get("model").properties()) {
            double[] shares =
                    scores.stream().mapToDouble(each -> each.share(item.getKey())).toArray();
            assertThat(blend().score(item.getValue().asDouble(), place -> shares[place]))
                    .as(item.getKey())
                    .isCloseTo(
                            expected.get("scores").get(item.getKey()).asDouble(),
                            within(TOLERANCE));
        }
    }
}
