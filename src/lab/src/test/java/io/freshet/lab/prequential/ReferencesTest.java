package io.freshet.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the simple recommenders show, worked out by hand. */
class ReferencesTest {

    private static final PrequentialSettings EVENTS =
            new PrequentialSettings(JudgedUnit.EVENT, 0, 3, Duration.ofMinutes(1));

    @Test
    void popularityHalvesAndLearnsAnEventOnlyAfterwards() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("v", "a")
                        .event("w", "b")
                        // a 1/8 + 1/4, b 1/2
                        .event("u", "a")
                        // a 1/16 + 1/8 + 1/2, b 1/4; c is not known
                        .event("v", "c");

        assertScore(log, "decayed popularity, 1m", 1 / 2.0, 1 / 4.0);
    }

    @Test
    void ownLastItemsAreDistinctAndLatestFirst() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        // [a]
                        .event("u", "b")
                        // [b a]
                        .event("u", "a")
                        // [a b]
                        .event("u", "b");

        assertScore(log, "own last items", 2 / 3.0, (1 / 2.0 + 1 / 2.0) / 3);
    }

    @Test
    void ownLastItemsAreKAtMost() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("u", "b")
                        .event("u", "c")
                        .event("u", "d")
                        // [d c b]
                        .event("u", "a")
                        // [a d c]
                        .event("u", "c");

        assertScore(log, "own last items", 1 / 5.0, 1 / 3.0 / 5);
    }

    @Test
    void oneStepCountsAreOfAllUsersAndOfOtherItems() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("u", "a")
                        .event("u", "a")
                        .event("u", "b")
                        .event("v", "a")
                        // after a: [b], or [a b] with the same item
                        .event("v", "b");

        assertScore(log, "one-step counts", 1 / 4.0, 1 / 4.0);
        assertScore(log, "one-step counts, same item too", 2 / 4.0, (1 + 1 / 2.0) / 4);
    }

    @Test
    void oneStepCountsOfEqualHeightStandInTheOrderInWhichTheyGotThere() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("u", "b")
                        .event("v", "a")
                        .event("v", "c")
                        .event("w", "a")
                        // after a: [b c]
                        .event("w", "c");

        assertScore(log, "one-step counts", 1 / 3.0, 1 / 2.0 / 3);
    }

    @Test
    void theMixFillsUpOwnItemsWithCountsAndShowsNothingTwice() {
        PrequentialSettings seven =
                new PrequentialSettings(JudgedUnit.EVENT, 0.93, 7, Duration.ofMinutes(1));
        TestLog log = new TestLog();
        for (String item : new String[] {"f", "x", "f", "y", "f", "e"}) {
            log.event("other", item);
        }
        for (String item : new String[] {"a", "b", "c", "d", "e", "f"}) {
            log.event("u", item);
        }
        // Own: f e d c b; after f: x y e, of which e is there.
        log.event("u", "y");

        assertScore(log, seven, "own last 5, then one-step counts", 1, 1 / 7.0);
        assertScore(log, seven, "own last items", 0, 0);
    }

    @Test
    void coverageCountsDistinctItemsOfAllLists() {
        TestLog log = new TestLog().event("u", "a").event("u", "b").event("u", "c");

        MethodScores own = method(log, EVENTS, "own last items");

        assertThat(own.itemsShown()).as("[a] and [b a]").isEqualTo(2);
    }

    private static void assertScore(TestLog log, String name, double hitRate, double grade) {
        assertScore(log, EVENTS, name, hitRate, grade);
    }

    private static void assertScore(
            TestLog log, PrequentialSettings settings, String name, double hitRate, double grade) {
        Score all = method(log, settings, name).all();
        assertThat(all).isNotNull();
        assertThat(all.hitRate()).as("hit rate").isCloseTo(hitRate, within(1e-6));
        assertThat(all.grade()).as("grade").isCloseTo(grade, within(1e-6));
    }

    private static MethodScores method(TestLog log, PrequentialSettings settings, String name) {
        PrequentialReport report = new PrequentialJudge(log, settings).references();
        return report.methods().stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
