package io.freshet.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.oracle.EventRecord.Position;
import io.freshet.lab.oracle.ExpectedSlates.Scored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OracleTest {

    private static final Path BUNDLE = Path.of("demo-bundle");
    private static final long NOON = 1_767_268_800_000L;
    private static final int SLOTS = 20;

    private final Oracle oracle = new Oracle(BUNDLE, 50, SLOTS);
    private final List<EventRecord> log = new ArrayList<>();
    private final ObservedSlates observed = new ObservedSlates();

    @Test
    void countsAcceptedInteractionsFromTheTimeOfTheFirst() {
        event("e1", "anna", "item-00014", NOON);
        event("e2", "anna", "item-00015", NOON + 1);
        event("e2", "anna", "item-00015", NOON + 1);
        event("e3", "bert", "item-00009", NOON + 2);
        record("no interaction");

        Oracle.Expectation expectation = oracle.expect(log);

        assertThat(expectation.lastRevisions())
                .isEqualTo(Map.of("anna", NOON + 1, "bert", NOON + 2));
        assertThat(expectation.interactions()).isEqualTo(3);
        assertThat(expectation.malformed()).isEqualTo(Set.of(new Position(0, 4)));
    }

    @Test
    void isContentWithWhatTheModelSays() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        slate("anna", NOON, expected(0));
        slate("anna", NOON, expected(0));

        Verdict verdict = judge();

        assertThat(verdict.holds()).as(verdict.summary()).isTrue();
        assertThat(verdict.repeatedSlates()).isEqualTo(1);
        assertThat(verdict.isExactlyOnce()).isFalse();
    }

    @Test
    void exactlyOnceIsEachSlateOnceAndInOrder() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        event("e2", "anna", "item-00015", NOON + 1);
        slate("anna", NOON, "e1", expected(0));
        slate("anna", NOON + 1, "e2", expected(1));

        assertThat(judge().isExactlyOnce()).isTrue();

        slate("anna", NOON + 1, "e2", expected(1));
        Verdict repeated = judge();
        assertThat(repeated.isExactlyOnce()).isFalse();
        assertThat(repeated.isComplete()).isTrue();
    }

    @Test
    void aSkippedRevisionIsNotComplete() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        event("e2", "anna", "item-00015", NOON + 1);
        slate("anna", NOON + 1, "e2", expected(1));

        assertThat(judge().holds()).isTrue();
        assertThat(judge().isComplete()).isFalse();
    }

    @Test
    void noticesThatAnOlderSlateStandsLast() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        event("e2", "anna", "item-00015", NOON + 1);
        slate("anna", NOON + 1, "e2", expected(1));
        slate("anna", NOON, "e1", expected(0));

        Verdict verdict = judge();
        assertThat(verdict.outdated()).isEqualTo(1);
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.holdsForSubscribers()).isTrue();

        slate("anna", NOON + 1, "e2", expected(1));
        assertThat(judge().holds()).as("it was put right").isTrue();
    }

    @Test
    void noticesAListThatWasTakenBack() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        slate("anna", NOON, expected(0));
        observed.retraction("home|anna", NOON);

        assertThat(judge().contradictions()).isEqualTo(1);
    }

    @Test
    void noticesAnotherCause() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        slate("anna", NOON, "e2", expected(0));

        assertThat(judge().contradictions()).isEqualTo(1);
    }

    @Test
    void noticesALostSlate() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        slate("anna", NOON, expected(0));
        event("e2", "anna", "item-00015", NOON + 1);

        assertThat(judge().lost()).isEqualTo(1);
    }

    @Test
    void noticesAScoreOfAnOlderWindow() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        List<SlateItem> older = expected(0);
        event("e2", "anna", "item-00015", NOON + 1);
        slate("anna", NOON + 1, "e2", older);

        Verdict verdict = judge();

        assertThat(verdict.contradictions()).isEqualTo(1);
        assertThat(verdict.lost()).isZero();
    }

    @Test
    void noticesARevisionThatNobodyCaused() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        slate("anna", NOON, expected(0));
        slate("anna", NOON + 1, expected(0));
        slate("carl", NOON, expected(0));

        Verdict verdict = judge();

        assertThat(verdict.contradictions()).isEqualTo(2);
        assertThat(verdict.lost()).isEqualTo(1);
    }

    @Test
    void noticesDeadLettersThatAreMissingOrTooMany() throws IOException {
        event("e1", "anna", "item-00014", NOON);
        slate("anna", NOON, expected(0));
        record("no interaction");

        assertThat(judge().wrongDeadLetters()).isEqualTo(1);
        assertThat(judge(new Position(0, 1)).wrongDeadLetters()).isZero();
        assertThat(judge(new Position(0, 1), new Position(0, 0)).wrongDeadLetters()).isEqualTo(1);
        assertThat(judge(new Position(0, 1), new Position(0, 1)).repeatedDeadLetters())
                .isEqualTo(1);
    }

    @Test
    void toleratesRoundingButNoOtherOrder() {
        List<Scored> best =
                List.of(new Scored("a", -1f), new Scored("b", -1.000005f), new Scored("c", -2f));

        assertThat(difference(best, "b", -1f, "a", -1f)).isEmpty();
        assertThat(difference(best, "a", -1f, "c", -2f)).isPresent();
        assertThat(difference(best, "a", -1f, "a", -1f)).isPresent();
        assertThat(difference(best, "a", -1.1f, "b", -1f)).isPresent();
    }

    @Test
    void dropsWhatTheWindowForgets() {
        Oracle ofTwo = new Oracle(BUNDLE, 2, SLOTS);
        long month = 30L * 24 * 3_600_000;
        event("e1", "anna", "item-00014", NOON);
        event("e2", "anna", "item-00014", NOON + 1);
        event("e3", "anna", "item-00014", NOON + 2);
        event("before a full window", "anna", "item-00014", NOON);
        event("e1", "anna", "item-00014", NOON);
        event("a month later", "anna", "item-00014", NOON + 2 + month);
        event("too old", "anna", "item-00014", NOON + 2);

        assertThat(ofTwo.expect(log).lastRevisions()).containsEntry("anna", NOON + 3);
    }

    private static Optional<String> difference(
            List<Scored> best, String first, float firstScore, String second, float secondScore) {
        return SlateDifference.between(
                List.of(
                        new ObservedSlates.ObservedItem(first, firstScore, "catalogue"),
                        new ObservedSlates.ObservedItem(second, secondScore, "catalogue")),
                best,
                2);
    }

    private Verdict judge(Position... deadLetters) throws IOException {
        return oracle.judge(log, observed, List.of(deadLetters));
    }

    /** What the model makes of the first events up to this one. */
    private List<SlateItem> expected(int lastEvent) throws IOException {
        ExpectedWindow window = ExpectedWindow.EMPTY;
        for (EventRecord each : log.subList(0, lastEvent + 1)) {
            window = window.with(LoggedEvent.read(each.value(), each.appended()).orElseThrow(), 50);
        }
        try (ExpectedSlates slates = new ExpectedSlates(BUNDLE)) {
            return slates.best(window, SLOTS).stream()
                    .map(best -> new SlateItem(best.item(), best.score(), "catalogue", List.of()))
                    .toList();
        }
    }

    private void event(String id, String user, String item, long time) {
        record(
                "{'eventId':'%s','userId':'%s','itemId':'%s','type':'view','timestamp':%d}"
                        .formatted(id, user, item, time)
                        .replace('\'', '"'));
    }

    private void record(String value) {
        log.add(
                new EventRecord(
                        0,
                        log.size(),
                        NOON + 40L * 24 * 3_600_000,
                        value.getBytes(StandardCharsets.UTF_8)));
    }

    private void slate(String user, long revision, List<SlateItem> items) {
        slate(user, revision, "e1", items);
    }

    private void slate(String user, long revision, String cause, List<SlateItem> items) {
        observed.slate(
                new Slate(
                        Slate.idOf("home", user, revision),
                        user,
                        "home",
                        revision,
                        items,
                        new ModelId("demo", "1"),
                        List.of(),
                        cause,
                        new SlateTimestamps(NOON, NOON, NOON, NOON)),
                NOON);
    }
}
