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
import java.util.stream.Stream;
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

    BlendGoldenTest() throws IOException {
        golden =
                new ObjectMapper()
                        .readTree(Path.of("src/test/resources/blend-golden.json").toFile());
    }

    @TestFactory
    Stream<DynamicTest> everyItemGetsPythonsScore() {
        return golden.get("cases").valueStream().flatMap(this::testsOf);
    }

    private Stream<DynamicTest> testsOf(JsonNode expected) {
        Case counted = new Case(golden, expected.at("/blend"));
        return expected.get("windows")
                .valueStream()
                .map(
                        each ->
                                DynamicTest.dynamicTest(
                                        counted.baskets() + " after " + each.get("entries"),
                                        () -> counted.check(each)));
    }

    /** A blend, and what is counted of the log as it says. */
    private static final class Case {

        private final JsonNode golden;
        private final JsonNode blend;
        private final JsonNode co;
        private final BasketGap baskets;
        private final CoVisitationCounting counting;
        private final CountsTable counts = new CountsTable(100_000);

        Case(JsonNode golden, JsonNode blend) {
            this.golden = golden;
            this.blend = blend;
            co = blend.at("/counts/co-visitation");
            baskets = basketGap(co);
            counting =
                    new CoVisitationCounting(
                            co.get("reach").asInt(),
                            co.get("distance_decay").asDouble(),
                            co.get("backward").asDouble(),
                            baskets,
                            Long.MAX_VALUE,
                            millis(co.get("half_life_hours")),
                            100);
            count();
        }

        private static BasketGap basketGap(JsonNode settings) {
            JsonNode hours = settings.get("basket_gap_hours");
            return hours.isNull() ? BasketGap.NONE : new BasketGap(millis(hours));
        }

        private static long millis(JsonNode hours) {
            return (long) (hours.asDouble() * HOUR_MILLIS);
        }

        BasketGap baskets() {
            return baskets;
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
                    of(pair.itemId(), items)
                            .addPair(pair.neighbour(), pair.weight(), pair.timestamp());
                }
            }
            items.forEach((item, neighbours) -> counts.put(neighbours.strongest(item)));
            counts.put(new ItemLists(golden.get("end").asLong(), popular(), List.of()));
        }

        private List<ItemShare> popular() {
            JsonNode settings = blend.at("/counts/recent-popularity");
            long halfLife = millis(settings.get("half_life_hours"));
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
            JsonNode own = blend.at("/counts/own-items");
            return List.of(
                    new CoVisitation(weighting, counting),
                    new OwnItems(own.get("decay").asDouble(), basketGap(own)),
                    new Popular());
        }

        private LogLinearBlend formula() {
            return new LogLinearBlend(
                    List.of(term("co-visitation"), term("own-items"), term("recent-popularity")));
        }

        private Term term(String count) {
            return new Term(
                    blend.at("/weights/" + count).asDouble(),
                    blend.at("/epsilon/" + count).asDouble(),
                    1);
        }

        void check(JsonNode expected) {
            BehaviourWindow window = BehaviourWindow.empty();
            int number = 0;
            for (JsonNode entry : expected.get("entries")) {
                TestingWindows.insert(
                        window,
                        "w-" + number++,
                        entry.get("item").asText(),
                        entry.get("timestamp").asLong());
            }
            List<ItemScores> scores =
                    generators().stream().map(each -> each.score(window, counts)).toList();
            for (Map.Entry<String, JsonNode> item : expected.get("model").properties()) {
                double[] shares =
                        scores.stream().mapToDouble(each -> each.share(item.getKey())).toArray();
                assertThat(formula().score(item.getValue().asDouble(), place -> shares[place]))
                        .as(item.getKey())
                        .isCloseTo(
                                expected.get("scores").get(item.getKey()).asDouble(),
                                within(TOLERANCE));
            }
        }
    }
}
