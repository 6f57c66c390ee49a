package io.freshet.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Interaction;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** All events of a user on a day are judged by the list that stood before the first of them. */
class BasketsTest {

    private static final PrequentialSettings BASKETS =
            new PrequentialSettings(JudgedUnit.DAY, 0, 3, Duration.ofDays(1));
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void judgesABasketByTheSlateThatStoodBeforeItsFirstLine() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("u", "b")
                        .pass(DAY)
                        .event("u", "c")
                        .event("u", "d")
                        .event("u", "a")
                        .event("u", "c");
        PrequentialJudge judge = new PrequentialJudge(log, BASKETS);

        judge.offer(log.slate(0, "c", "d", "a"));
        judge.offer(log.slate(2, "c", "d", "a"));
        judge.offer(log.slate(1, "a", "c", "x"));

        PrequentialReport report = judge.report();
        MethodScores feed = report.methods().get(0);
        assertThat(report.log().judged()).isEqualTo(1);
        assertScore(feed.all(), 1, 2 / 3.0);
        assertScore(feed.repeats(), 1, 1);
        assertScore(feed.newItems(), 1, 1 / 2.0);
        assertThat(report.feed()).isEqualTo(new FeedFacts(3, 0, 0, 0));
    }

    @Test
    void knowsWhoseSlatesAreJudged() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("u", "b")
                        .event("v", "a")
                        .pass(DAY)
                        .event("u", "c")
                        .event("u", "d");
        PrequentialJudge judge = new PrequentialJudge(log, BASKETS);

        assertThat(log)
                .filteredOn(event -> judge.judgesSlateOf(event.eventId()))
                .extracting(Interaction::eventId)
                .containsExactly("e1");
    }

    @Test
    void averagesOverTheBasketsOfManyUsers() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("v", "a")
                        .pass(DAY)
                        .event("u", "b")
                        .event("v", "a")
                        .event("u", "c")
                        .event("v", "b")
                        .pass(DAY)
                        .event("u", "d");
        PrequentialJudge judge = new PrequentialJudge(log, BASKETS);

        judge.offer(log.slate(4, "d"));
        judge.offer(log.slate(0, "b"));

        PrequentialReport report = judge.report();
        assertScore(report.methods().get(0).all(), 2 / 3.0, (1 / 2.0 + 0 + 1) / 3);
        assertThat(report.feed()).isEqualTo(new FeedFacts(2, 1, 0, 2));
    }

    @Test
    void endsABasketAtMidnightUtc() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .pass(Duration.ofMinutes(24 * 60 - 2))
                        .event("u", "b")
                        .event("u", "c");

        LogFacts facts = new PrequentialJudge(log, BASKETS).references().log();

        assertThat(facts.judged()).as("c alone: b is of the first day").isEqualTo(1);
        assertThat(facts.newItems()).isEqualTo(1);
    }

    @Test
    void leavesOutABasketThatBeganBeforeTheJudgedPart() {
        PrequentialSettings lastTwo =
                new PrequentialSettings(JudgedUnit.DAY, 0.6, 3, Duration.ofDays(1));
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("v", "a")
                        .pass(DAY)
                        .event("u", "b")
                        .event("u", "c")
                        .event("v", "d");

        LogFacts facts = new PrequentialJudge(log, lastTwo).references().log();

        assertThat(facts.firstJudged()).isEqualTo(3);
        assertThat(facts.judged()).as("v's").isEqualTo(1);
    }

    @Test
    void theLinesOfABasketTellTheReferencesNothingAboutEachOther() {
        TestLog log = new TestLog().event("u", "a").pass(DAY).event("u", "b").event("u", "b");

        PrequentialReport report = new PrequentialJudge(log, BASKETS).references();

        assertThat(report.methods())
                .allSatisfy(method -> assertScore(method.all(), 0, 0))
                .hasSize(6);
    }

    @Test
    void othersLinesOfTheSameDayAreKnownIfTheyCameBefore() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("v", "a")
                        .pass(DAY)
                        .event("u", "b")
                        .event("v", "b")
                        .event("u", "c")
                        .event("v", "c");

        Score oneStep = method(log, "one-step counts").all();

        assertScore(oneStep, 1 / 2.0, (0 + 1 / 2.0) / 2);
    }

    @Test
    void ownFrequencyCountsBasketsAndDecaysWithEach() {
        TestLog log = new TestLog();
        log.event("u", "a").event("u", "b").event("u", "b").event("u", "b").pass(DAY);
        log.event("u", "a").event("u", "c").event("u", "d").pass(DAY);
        // a .9 + 1, c 1, d 1, b .9 although it had the most lines; three are shown.
        log.event("u", "b").pass(DAY);
        // a .81 + .9, b .81 + 1, c .9, d .9
        log.event("u", "d").event("u", "b");

        MethodScores own = method(log, "own frequency, x 0.9 a basket");

        assertScore(own.all(), 2 / 3.0, (1 / 3.0 + 0 + 1 / 2.0) / 3);
        assertThat(own.itemsShown()).as("a b, a c d, b a c").isEqualTo(4);
    }

    private static MethodScores method(TestLog log, String name) {
        PrequentialReport report = new PrequentialJudge(log, BASKETS).references();
        return report.methods().stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertScore(Score found, double hitRate, double recall) {
        assertThat(found).isNotNull();
        assertThat(found.hitRate()).as("hit rate").isCloseTo(hitRate, within(1e-6));
        assertThat(found.grade()).as("recall").isCloseTo(recall, within(1e-6));
    }
}
