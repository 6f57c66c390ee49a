package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NeighbourCountsTest {

    private static final long HALF_LIFE = 1_000;

    private static NeighbourCounts counts(int capacity) {
        return new NeighbourCounts(
                new CoVisitationCounting(10, 0, 0.5, BasketGap.NONE, 1, HALF_LIFE, capacity));
    }

    private static Map<String, Double> weights(ItemNeighbours found) {
        Map<String, Double> weights = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            weights.put(found.neighbours()[i], found.weights()[i]);
        }
        return weights;
    }

    @Test
    void weightsAndPopularityHalveEveryHalfLife() {
        NeighbourCounts counts = counts(10);
        counts.addInteraction(0);
        counts.addPair("b", 3, 0);
        counts.addInteraction(2_000);

        ItemNeighbours found = counts.strongest("a");
        assertThat(found.asOf()).isEqualTo(2_000);
        assertThat(found.popularity()).isEqualTo(1.25);
        assertThat(weights(found)).isEqualTo(Map.of("b", 0.75));
    }

    @Test
    void theStrongestComeFirst() {
        NeighbourCounts counts = counts(3);
        counts.addPair("d", 1, 0);
        counts.addPair("c", 1.5, 0);
        counts.addPair("b", 2, 0);
        counts.addPair("a", 0.5, 0);
        assertThat(counts.strongest("x").neighbours()).containsExactly("b", "c", "d");
    }

    @Test
    void ofEqualsNoPartOfTheCatalogueIsForgottenFirst() {
        List<String> ids = IntStream.range(0, 201).mapToObj(i -> "item-" + (1_000 + i)).toList();
        List<String> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);

        List<String> kept = List.of(ofEquals(ids).neighbours());

        assertThat(kept)
                .hasSize(100)
                .containsExactlyInAnyOrder(ofEquals(reversed).neighbours())
                .filteredOn(id -> id.compareTo("item-1100") < 0)
                .hasSizeBetween(35, 65);
    }

    private static ItemNeighbours ofEquals(List<String> ids) {
        NeighbourCounts counts = counts(100);
        ids.forEach(id -> counts.addPair(id, 1, 0));
        return counts.held("x");
    }

    @Test
    void noMoreThanTwiceTheCapacityAreHeld() {
        NeighbourCounts counts = counts(2);
        for (int i = 1; i <= 5; i++) {
            counts.addPair("n" + i, i, 0);
        }
        assertThat(weights(counts.held("x"))).isEqualTo(Map.of("n5", 5.0, "n4", 4.0));
    }

    /** However the events are dealt to subtasks and in whatever order they come together. */
    @Property(tries = 200)
    void talliesAddUpToWhatOneCounterCounts(@ForAll Random random) {
        NeighbourCounts one = counts(20);
        List<NeighbourCounts> dealt = List.of(counts(20), counts(20), counts(20));
        for (int i = 0; i < 40; i++) {
            String neighbour = "n" + random.nextInt(15);
            // Far enough apart that the landmark moves.
            long timestamp = random.nextInt(400) * HALF_LIFE / 3;
            NeighbourCounts other = dealt.get(random.nextInt(dealt.size()));
            double weight = 1 + random.nextInt(3);
            for (NeighbourCounts each : List.of(one, other)) {
                each.addPair(neighbour, weight, timestamp);
                each.addInteraction(timestamp);
            }
        }
        NeighbourCounts sum = counts(20);
        List<NeighbourCounts> shuffled = new ArrayList<>(dealt);
        Collections.shuffle(shuffled, random);
        shuffled.forEach(each -> sum.add(each.held("x")));
        ItemNeighbours expected = one.held("x");
        ItemNeighbours found = sum.held("x");
        assertThat(found.asOf()).isEqualTo(expected.asOf());
        assertThat(found.popularity()).isCloseTo(expected.popularity(), within(1e-9));
        Map<String, Double> weights = weights(found);
        assertThat(weights).hasSize(expected.size());
        weights(expected)
                .forEach(
                        (neighbour, weight) ->
                                assertThat(weights.get(neighbour)).isCloseTo(weight, within(1e-9)));
    }

    @Test
    void whatIsKeptAndReadAgainCountsOn() {
        NeighbourCounts counts = counts(10);
        counts.addPair("b", 2, 0);
        NeighbourCounts restored = counts(10);
        restored.add(counts.held("a"));
        restored.addPair("b", 1, 1_000);
        assertThat(weights(restored.strongest("a"))).isEqualTo(Map.of("b", 2.0));
    }
}
