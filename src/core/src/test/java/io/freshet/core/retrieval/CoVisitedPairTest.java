package io.freshet.core.retrieval;

import static io.freshet.core.retrieval.TestingWindows.eventId;
import static io.freshet.core.retrieval.TestingWindows.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.behaviour.BehaviourWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CoVisitedPairTest {

    private static final CoVisitationCounting COUNTING = counting(BasketGap.NONE);

    private static CoVisitationCounting counting(BasketGap basketGap) {
        return new CoVisitationCounting(
                2, 0, 0.5, basketGap, 10_000, CoVisitationCounting.NO_AGEING, 10);
    }

    private static List<CoVisitedPair> pairsOf(
            BehaviourWindow window, String item, long timestamp) {
        return pairsOf(window, item, timestamp, COUNTING);
    }

    private static List<CoVisitedPair> pairsOf(
            BehaviourWindow window, String item, long timestamp, CoVisitationCounting counting) {
        insert(window, item, timestamp);
        return CoVisitedPair.of(window, window.positionOf(eventId(item, timestamp)), counting);
    }

    @Test
    void aNewEntryIsPairedWithThoseBeforeIt() {
        assertThat(pairsOf(TestingWindows.of("a", "b", "c"), "d", 4_000))
                .containsExactly(
                        new CoVisitedPair("c", "d", 1, 4_000),
                        new CoVisitedPair("d", "c", 0.5, 4_000),
                        new CoVisitedPair("b", "d", 0.5, 4_000),
                        new CoVisitedPair("d", "b", 0.25, 4_000));
    }

    @Test
    void aLateEntryIsPairedWithThoseAfterItToo() {
        assertThat(pairsOf(TestingWindows.of("a", "b"), "x", 1_500))
                .containsExactly(
                        new CoVisitedPair("a", "x", 1, 1_500),
                        new CoVisitedPair("x", "a", 0.5, 1_500),
                        new CoVisitedPair("x", "b", 1, 2_000),
                        new CoVisitedPair("b", "x", 0.5, 2_000));
    }

    @Test
    void whatLiesAPauseApartIsNoPair() {
        assertThat(pairsOf(TestingWindows.of("a"), "b", 11_000)).hasSize(2);
        assertThat(pairsOf(TestingWindows.of("a"), "b", 11_001)).isEmpty();
    }

    @Test
    void entriesOfABasketAreNoPairsAndAllOneStepFromTheBasketBefore() {
        BehaviourWindow window = TestingWindows.of("a", "b");
        insert(window, "c", 5_000);
        assertThat(pairsOf(window, "d", 6_000, counting(new BasketGap(1_000))))
                .containsExactly(
                        new CoVisitedPair("b", "d", 1, 6_000),
                        new CoVisitedPair("d", "b", 0.5, 6_000),
                        new CoVisitedPair("a", "d", 0.5, 6_000),
                        new CoVisitedPair("d", "a", 0.25, 6_000));
    }

    @Test
    void aLateEntryIsPairedWithEveryEntryOfABasketAfterIt() {
        BehaviourWindow window = TestingWindows.of("a");
        insert(window, "c", 5_000);
        insert(window, "d", 6_000);
        insert(window, "e", 8_000);
        insert(window, "f", 11_000);
        assertThat(pairsOf(window, "x", 1_500, counting(new BasketGap(1_000))))
                .containsExactly(
                        new CoVisitedPair("x", "c", 1, 5_000),
                        new CoVisitedPair("c", "x", 0.5, 5_000),
                        new CoVisitedPair("x", "d", 1, 6_000),
                        new CoVisitedPair("d", "x", 0.5, 6_000));
    }

    @Test
    void aLateEntryOfABasketIsAsFarFromTheNextBasketAsItsPlace() {
        BehaviourWindow window = TestingWindows.of("a", "b");
        insert(window, "d", 5_000);
        assertThat(pairsOf(window, "x", 1_500, counting(new BasketGap(1_000))))
                .containsExactly(
                        new CoVisitedPair("x", "d", 0.5, 5_000),
                        new CoVisitedPair("d", "x", 0.25, 5_000));
    }

    @Test
    void withoutATimeBetweenThemOnlyEntriesOfAMomentAreABasket() {
        BehaviourWindow window = TestingWindows.of("a");
        insert(window, "b", 2_000);
        assertThat(pairsOf(window, "c", 2_000, counting(new BasketGap(0))))
                .extracting(CoVisitedPair::itemId, CoVisitedPair::neighbour)
                .containsExactly(tuple("a", "c"), tuple("c", "a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BasketGap(-2))
                .withMessage("basket gap is -2 ms, expected at least 0");
    }

    @Test
    void theFirstEntryMakesNone() {
        assertThat(pairsOf(BehaviourWindow.empty(), "a", 1)).isEmpty();
    }

    /** Neighbours are counted whoever comes first; how far apart they stand depends on arrival. */
    @Property
    void everyTwoNeighboursAreCountedOnceInAnyOrderOfArrival(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 9) Integer> steps) {
        BehaviourWindow window = BehaviourWindow.empty();
        Map<List<String>, Integer> counted = new HashMap<>();
        List<String> arrived = new ArrayList<>();
        for (int step : steps) {
            long timestamp = step * 1_000L;
            String item = "i" + step;
            if (arrived.contains(item)) {
                continue;
            }
            arrived.add(item);
            for (CoVisitedPair pair : pairsOf(window, item, timestamp)) {
                counted.merge(List.of(pair.itemId(), pair.neighbour()), 1, Integer::sum);
            }
        }
        assertThat(counted.values()).allMatch(times -> times == 1);
        List<String> sorted = arrived.stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            assertThat(counted).containsKey(List.of(sorted.get(i - 1), sorted.get(i)));
        }
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoVisitationCounting(0, 0, 0, BasketGap.NONE, 0, 1, 1))
                .withMessage("co-visitation: reach is 0, expected at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoVisitationCounting(1, 1.5, 0, BasketGap.NONE, 0, 1, 1))
                .withMessage("co-visitation: distanceDecay is 1.5, expected 0 to 1");
    }
}
