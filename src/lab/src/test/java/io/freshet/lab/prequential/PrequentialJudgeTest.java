package io.freshet.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import io.freshet.lab.dataset.InteractionLogWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrequentialJudgeTest {

    private static final PrequentialSettings EVERY_EVENT =
            new PrequentialSettings(JudgedUnit.EVENT, 0, 3, Duration.ofMinutes(1));

    @Test
    void judgesAnEventByTheSlateThatItsUsersEventBeforeCaused() {
        TestLog log = new TestLog().event("u", "a").event("v", "x").event("u", "b").event("u", "c");
        PrequentialJudge judge = new PrequentialJudge(log, EVERY_EVENT);

        judge.offer(log.slate(0, "x", "b"));
        judge.offer(log.slate(2, "x", "y", "c"));

        assertThat(feed(judge).all()).isEqualTo(score(2, 1, (1 / 2.0 + 1 / 3.0) / 2));
    }

    @Test
    void takesNoNoticeOfSlatesThatCameOfAnythingElse() {
        TestLog log = new TestLog().event("u", "a").event("v", "b").event("u", "b").event("v", "c");
        PrequentialJudge judge = new PrequentialJudge(log, EVERY_EVENT);

        judge.offer(log.slate(2, "b"));
        judge.offer(log.slate(3, "b", "c"));

        assertThat(feed(judge).all()).isEqualTo(score(2, 0, 0));
        assertThat(judge.report().feed()).isEqualTo(new FeedFacts(2, 2, 0, 0));
    }

    @Test
    void judgesOnlyTheLastPartAndOnlyUsersWithAPast() {
        TestLog log =
                new TestLog()
                        .event("u", "a")
                        .event("u", "b")
                        .event("u", "c")
                        .event("u", "d")
                        .event("new", "e");
        PrequentialSettings lastTwo =
                new PrequentialSettings(JudgedUnit.EVENT, 0.6, 3, Duration.ofMinutes(1));

        LogFacts facts = new PrequentialJudge(log, lastTwo).references().log();

        assertThat(facts.events()).isEqualTo(5);
        assertThat(facts.firstJudged()).isEqualTo(3);
        assertThat(facts.judgedFromMillis()).isEqualTo(log.slate(3).timestamps().event());
        assertThat(facts.judged()).isEqualTo(1);
    }

    @Test
    void countsAMissingSlateAsAMissAndSaysSo() {
        TestLog log = new TestLog().event("u", "a").event("u", "b").event("u", "c");
        PrequentialJudge judge = new PrequentialJudge(log, EVERY_EVENT);

        judge.offer(log.slate(0, "b", "x", "y"));

        assertThat(feed(judge).all()).isEqualTo(score(2, 1 / 2.0, 1 / 2.0));
        assertThat(judge.report().feed()).isEqualTo(new FeedFacts(1, 1, 0, 0));
    }

    @Test
    void doesNotCareInWhichOrderSlatesArrive() {
        TestLog log = new TestLog();
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            log.event("u" + random.nextInt(9), "i" + random.nextInt(5));
        }
        List<Slate> slates = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            slates.add(log.slate(i, "i" + random.nextInt(5), "x", "i" + random.nextInt(5)));
        }
        PrequentialJudge inOrder = new PrequentialJudge(log, EVERY_EVENT);
        slates.forEach(inOrder::offer);

        Collections.shuffle(slates, random);
        PrequentialJudge shuffled = new PrequentialJudge(log, EVERY_EVENT);
        slates.forEach(shuffled::offer);

        assertThat(shuffled.report()).isEqualTo(inOrder.report());
        assertThat(feed(shuffled).all().hitRate()).isBetween(0.2, 0.6);
    }

    @Test
    void believesTheFirstRevisionThatACauseGot() {
        TestLog log = new TestLog().event("u", "a").event("u", "b");
        PrequentialJudge judge = new PrequentialJudge(log, EVERY_EVENT);

        judge.offer(log.slate(0, 8, "x", "y", "b"));
        assertThat(feed(judge).all()).isEqualTo(score(1, 1, 1 / 3.0));

        judge.offer(log.slate(0, 7, "x", "y", "z"));
        judge.offer(log.slate(0, 7, "b", "y", "z"));
        judge.offer(log.slate(0, 9, "b", "y", "z"));
        assertThat(feed(judge).all()).isEqualTo(score(1, 0, 0));
        assertThat(judge.report().feed()).isEqualTo(new FeedFacts(4, 0, 3, 0));
    }

    @Test
    void countsOnlyTheFirstKSlotsAndReportsShorterSlates() {
        TestLog log = new TestLog().event("u", "a").event("u", "b").event("u", "c");
        PrequentialJudge judge = new PrequentialJudge(log, EVERY_EVENT);

        judge.offer(log.slate(0, "x", "y", "z", "b"));
        judge.offer(log.slate(1, "c"));

        assertThat(feed(judge).all()).isEqualTo(score(2, 1 / 2.0, 1 / 2.0));
        assertThat(judge.report().feed()).isEqualTo(new FeedFacts(2, 0, 0, 1));
        assertThat(feed(judge).itemsShown()).as("x, y, z and c").isEqualTo(4);
    }

    @Test
    void tellsRepeatsFromNewItems() {
        TestLog log = new TestLog().event("u", "a").event("u", "b").event("u", "a");
        PrequentialJudge judge = new PrequentialJudge(log, EVERY_EVENT);

        judge.offer(log.slate(0, "x", "b", "y"));
        judge.offer(log.slate(1, "a", "x", "y"));

        assertThat(feed(judge).newItems()).isEqualTo(score(1, 1, 1 / 2.0));
        assertThat(feed(judge).repeats()).isEqualTo(score(1, 1, 1));
        assertThat(judge.report().log().repeats()).isEqualTo(1);
        assertThat(judge.report().log().newItems()).isEqualTo(1);
    }

    @Test
    void hasNoScoreWhereNothingIsJudged() {
        TestLog log = new TestLog().event("u", "a").event("v", "b");

        PrequentialReport report = new PrequentialJudge(log, EVERY_EVENT).report();

        assertThat(report.methods()).allSatisfy(method -> assertThat(method.all()).isNull());
        assertThat(report.leads()).isEmpty();
        assertThat(report.toText()).contains("0 events judged");
        assertThat(new PrequentialJudge(new TestLog(), EVERY_EVENT).report().toJson())
                .contains("\"judged\" : 0");
    }

    @Test
    void saysByHowMuchTheFeedIsAheadOfTheBestReference() {
        TestLog log = new TestLog().event("u", "a").event("u", "b").event("u", "b").event("u", "c");
        PrequentialJudge judge = new PrequentialJudge(log, EVERY_EVENT);

        judge.offer(log.slate(0, "b"));
        judge.offer(log.slate(1, "x", "b"));
        judge.offer(log.slate(2, "c"));

        // Feed: 1, 1/2, 1; own last items: 0, 1, 0, as good as the best of the others.
        Lead hits = judge.report().leads().get(0);
        assertThat(hits.part()).isEqualTo(Score.Part.HIT_RATE);
        assertThat(hits.difference()).isCloseTo(2 / 3.0, within(1e-6));
        assertThat(hits.standardError()).as("of 1, 0, 1").isCloseTo(1 / 3.0, within(1e-6));
        Lead grades = judge.report().leads().get(1);
        assertThat(grades.part()).isEqualTo(Score.Part.GRADE);
        assertThat(grades.difference()).isCloseTo(1.5 / 3, within(1e-6));
        assertThat(grades.standardError()).as("of 1, -1/2, 1").isCloseTo(0.5, within(1e-6));
    }

    @Test
    void readsALogFromAFile(@TempDir Path directory) throws IOException {
        TestLog log = new TestLog().event("u", "a").event("u", "b");
        Path file = directory.resolve("log.jsonl.gz");
        try (InteractionLogWriter writer = new InteractionLogWriter(file)) {
            for (Interaction event : log) {
                writer.accept(event);
            }
            writer.commit();
        }
        PrequentialJudge judge = PrequentialJudge.over(file, EVERY_EVENT);

        judge.offer(log.slate(0, "b"));

        assertThat(feed(judge).all()).isEqualTo(score(1, 1, 1));
    }

    @Test
    void refusesALogThatIsNotInTheOrderOfTimeOrHasAnIdTwice() {
        TestLog backwards =
                new TestLog().event("u", "a").pass(Duration.ofHours(-1)).event("v", "a");
        assertThatThrownBy(() -> new PrequentialJudge(backwards, EVERY_EVENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "event e1 at position 1 is of 1767222060000, after one of 1767225600000;"
                                + " expected the order of time, as lab import writes it");

        List<Interaction> twice = new ArrayList<>();
        for (String user : List.of("u", "v")) {
            for (int time = 0; time < 2; time++) {
                twice.add(Interaction.of("same", user, "a", "click", 1_767_225_600_000L));
            }
        }
        assertThatThrownBy(() -> new PrequentialJudge(twice, EVERY_EVENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("event id same occurs twice, expected an id for every event");
    }

    @Test
    void refusesSettingsThatCannotBe() {
        Duration hour = Duration.ofHours(1);
        assertThatThrownBy(() -> new PrequentialSettings(JudgedUnit.EVENT, 1, 20, hour))
                .hasMessage(
                        "share of events before the judged ones is 1.0, expected 0 or more and"
                                + " below 1");
        assertThatThrownBy(() -> new PrequentialSettings(JudgedUnit.EVENT, 0.8, 0, hour))
                .hasMessage("k is 0, expected 1 or more");
        assertThatThrownBy(() -> new PrequentialSettings(JudgedUnit.EVENT, 0.8, 1, Duration.ZERO))
                .hasMessage("half-life of popularity is PT0S, expected 1 ms or more");
    }

    private static MethodScores feed(PrequentialJudge judge) {
        MethodScores first = judge.report().methods().get(0);
        assertThat(first.name()).isEqualTo("feed");
        return first;
    }

    private static Score score(int judged, double hitRate, double grade) {
        return new Score(judged, hitRate, grade);
    }
}
