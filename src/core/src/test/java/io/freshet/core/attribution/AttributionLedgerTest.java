package io.freshet.core.attribution;

import static io.freshet.core.attribution.TestingLedger.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.attribution.AttributionRules.Evidence;
import io.freshet.core.attribution.TestingLedger.Caused;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.OutcomeKind;
import io.freshet.core.domain.Shown;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Seconds are event time where an event is made, and the machine's where time passes. */
class AttributionLedgerTest {

    private static final long START = 1_767_225_600_000L;

    private static final AttributionRules AUTO = rules(Evidence.AUTO, 16, 64);
    private static final AttributionRules REQUIRED = rules(Evidence.REQUIRED, 16, 64);

    private static AttributionRules rules(Evidence evidence, int maxSlates, int maxWaiting) {
        AttributionRules standard = AttributionRules.standard();
        return new AttributionRules(
                standard.windowMillis(),
                standard.windowMillisByType(),
                standard.latenessMillis(),
                standard.patienceMillis(),
                standard.memoryMillis(),
                evidence,
                maxSlates,
                maxWaiting);
    }

    private static TestingLedger ledger(AttributionRules rules) {
        return new TestingLedger(rules).passTo(START);
    }

    private static Slate slate(long revision, String... items) {
        return new Slate(
                id(revision),
                USER,
                "home",
                revision,
                Stream.of(items)
                        .map(each -> new SlateItem(each, -1f, "catalogue", List.of()))
                        .toList(),
                new ModelId("m", "1"),
                List.of(new Assignment("ranking", "b")),
                "e" + revision,
                new SlateTimestamps(START, START, START, START + revision));
    }

    private static String id(long revision) {
        return Slate.idOf("home", USER, revision);
    }

    private static long at(long seconds) {
        return START + 1_000 * seconds;
    }

    private static Exposure shown(String eventId, long revision, long seconds, Integer... slots) {
        return new Exposure(
                eventId,
                USER,
                id(revision),
                at(seconds),
                slots.length == 0 ? null : List.of(slots));
    }

    private static Caused click(String item, long revision, long seconds) {
        return act("click", item, revision, seconds, null);
    }

    private static Caused act(
            String type, String item, long revision, long seconds, String slateId) {
        Interaction interaction =
                new Interaction("e" + revision, USER, item, type, at(seconds), null, slateId, 9.5);
        return new Caused(interaction, revision);
    }

    private static List<String> ids(TestingLedger ledger) {
        return ledger.outcomes().stream().map(Outcome::outcomeId).toList();
    }

    @Test
    void anExposureEarnsTheInteractionWithItsItem() {
        TestingLedger ledger =
                ledger(REQUIRED)
                        .arrive(slate(7, "a", "b"), shown("x", 7, 1), click("b", 8, 5), slate(8))
                        .passAll();

        Outcome outcome = ledger.outcomes().get(0);
        assertThat(ids(ledger)).containsExactly("home|ann|7|e8");
        assertThat(outcome.kind()).isEqualTo(OutcomeKind.INTERACTION);
        assertThat(outcome.shown()).isEqualTo(Shown.EXPOSURE);
        assertThat(outcome.exposureEventId()).isEqualTo("x");
        assertThat(outcome.slotsShown()).isEqualTo(2);
        assertThat(outcome.interaction().slot()).isEqualTo(1);
        assertThat(outcome.interaction().source()).isEqualTo("catalogue");
        assertThat(outcome.interaction().value()).isEqualTo(9.5);
        assertThat(outcome.experiments()).containsExactly(new Assignment("ranking", "b"));
        assertThat(outcome.timestamps().emitted()).isEqualTo(START + 7);
        assertThat(outcome.timestamps().exposed()).isEqualTo(at(1));
        assertThat(outcome.timestamps().decided()).isEqualTo(START + 60_000);
    }

    @Test
    void anExposureWithoutAnInteractionIsUnansweredAfterWindowAndLateness() {
        TestingLedger ledger =
                ledger(REQUIRED).arrive(slate(7, "a", "b"), shown("x", 7, 1, 1)).passAll();

        Outcome outcome = ledger.outcomes().get(0);
        assertThat(ids(ledger)).containsExactly("home|ann|7");
        assertThat(outcome.kind()).isEqualTo(OutcomeKind.UNANSWERED);
        assertThat(outcome.slotsShown()).isEqualTo(1);
        assertThat(outcome.timestamps().decided())
                .isEqualTo(START + Duration.ofMinutes(31).toMillis());
    }

    @Test
    void theLastExposureThatShowsTheItemEarnsIt() {
        TestingLedger ledger =
                ledger(REQUIRED)
                        .arrive(slate(1, "a"), slate(2, "b", "a"), slate(3, "a"), slate(9))
                        .arrive(shown("x1", 1, 10), shown("x2", 2, 20, 0), shown("x3", 3, 31))
                        .arrive(click("a", 4, 30));

        assertThat(ids(ledger.passTo(at(60)))).containsExactly("home|ann|1|e4");
    }

    @Test
    void anExposureThatComesLaterThanTheInteractionStillEarnsIt() {
        TestingLedger ledger =
                ledger(REQUIRED)
                        .arrive(slate(1, "a"), slate(2, "a"), shown("x1", 1, 10))
                        .arrive(click("a", 2, 30))
                        .passTo(at(59))
                        .arrive(shown("x2", 2, 20));

        assertThat(ids(ledger.passTo(at(60)))).containsExactly("home|ann|2|e2");
    }

    @Test
    void anInteractionBeyondTheWindowEarnsNothingButAPurchaseDoes() {
        long later = Duration.ofMinutes(30).toSeconds() + 11;
        TestingLedger ledger =
                ledger(REQUIRED)
                        .arrive(slate(1, "a"), slate(9), shown("x", 1, 10))
                        .arrive(click("a", 2, later), act("purchase", "a", 3, later, null))
                        .passTo(at(60));

        assertThat(ids(ledger)).containsExactly("home|ann|1|e3");
        assertThat(ledger.losses()).containsExactly(Loss.NOT_SHOWN);
    }

    @Test
    void anInteractionThatNamesASlateIsAttributedToThatOne() {
        TestingLedger ledger =
                ledger(AUTO)
                        .arrive(slate(1, "a"), slate(2, "a", "b"), slate(9, "a"))
                        .arrive(shown("x", 2, 20, 0))
                        .arrive(act("click", "a", 3, 30, id(1)))
                        .arrive(act("click", "a", 4, 30, id(2)))
                        .arrive(act("click", "b", 5, 30, id(2)))
                        .arrive(act("click", "b", 6, 30, id(1)))
                        .arrive(act("click", "a", 7, 30, id(77)))
                        .passTo(at(60));

        assertThat(ledger.outcomes())
                .extracting(Outcome::outcomeId, Outcome::shown)
                .containsExactly(
                        tuple("home|ann|1|e3", Shown.NAMED),
                        tuple("home|ann|2|e4", Shown.EXPOSURE));
        assertThat(ledger.losses())
                .containsExactly(Loss.NOT_SHOWN, Loss.NOT_IN_SLATE, Loss.SLATE_UNKNOWN);
    }

    @Test
    void withoutExposuresTheSlateThatStoodCountsAsShown() {
        TestingLedger ledger =
                ledger(AUTO)
                        .arrive(slate(1, "a"), slate(2, "b"), click("b", 3, 30), slate(3, "c"))
                        .arrive(click("z", 4, 40), slate(4, "d"))
                        .passAll();

        assertThat(ids(ledger)).containsExactly("home|ann|2|e3", "home|ann|3");
        assertThat(ledger.outcomes())
                .allMatch(each -> each.shown() == Shown.STANDING_SLATE)
                .allMatch(each -> each.exposureEventId() == null);
        assertThat(ledger.losses()).containsExactly(Loss.NOT_SHOWN);
    }

    @Test
    void aPurchaseGoesToTheStandingSlateThatItsClickCameFrom() {
        TestingLedger ledger =
                ledger(AUTO)
                        .arrive(slate(1, "a"), click("a", 2, 30), slate(2, "b"))
                        .arrive(act("purchase", "a", 3, 300, null), slate(3, "c"))
                        .passAll();

        assertThat(ids(ledger)).contains("home|ann|1|e2", "home|ann|1|e3", "home|ann|2");
    }

    @Test
    void afterTheFirstExposureOfASurfaceNoStandingSlateCounts() {
        TestingLedger ledger =
                ledger(AUTO)
                        .arrive(slate(1, "a"), slate(2, "b"), shown("x", 1, 20))
                        .arrive(click("b", 3, 30), slate(3, "c"), click("b", 4, 10), slate(4))
                        .passTo(at(60));

        assertThat(ledger.losses()).containsExactly(Loss.NOT_SHOWN, Loss.NOT_SHOWN);
        assertThat(ids(ledger.passAll())).containsExactly("home|ann|1", "home|ann|3");
    }

    @Test
    void inABacklogAnInteractionWaitsForTheSlatesBeforeIt() {
        TestingLedger ledger =
                ledger(AUTO)
                        .arrive(slate(1, "a"), click("b", 3, 30))
                        .passTo(at(300))
                        .arrive(slate(2, "b"))
                        .passTo(at(301));
        assertThat(ledger.outcomes()).isEmpty();

        ledger.arrive(slate(4, "c"));

        assertThat(ids(ledger)).containsExactly("home|ann|2|e3");
    }

    @Test
    void anInteractionWhoseSlateNeverComesIsDecidedWhenPatienceEnds() {
        TestingLedger ledger =
                ledger(AUTO).arrive(slate(2, "b"), click("b", 3, 30)).passTo(at(599));
        assertThat(ledger.outcomes()).isEmpty();

        assertThat(ids(ledger.passTo(at(600)))).containsExactly("home|ann|2|e3");
    }

    @Test
    void whatWaitsTakesAsMuchRoomAsItNamesSlots() {
        TestingLedger ledger =
                ledger(AUTO)
                        .arrive(slate(7, "a", "b"))
                        .arrive(shown("x", 8, 1, 0, 1, 2), shown("y", 9, 1), click("a", 10, 5));

        assertThat(ledger.ledger().size()).isEqualTo(2 + (1 + 3) + 1 + 1);
    }

    @Test
    void anExposureWaitsForItsSlateAndIsUnknownWhenPatienceEnds() {
        TestingLedger ledger =
                ledger(REQUIRED)
                        .arrive(shown("x", 7, 1), shown("y", 8, 1), shown("y", 8, 1))
                        .passTo(at(60))
                        .arrive(slate(7, "a"))
                        .passAll();

        assertThat(ids(ledger)).containsExactly("home|ann|7");
        assertThat(ledger.losses()).containsExactly(Loss.EXPOSURE_UNKNOWN);
    }

    @Test
    void whatComesTwiceCountsOnce() {
        TestingLedger ledger =
                ledger(REQUIRED)
                        .arrive(slate(1, "a"), slate(1, "z"), slate(9))
                        .arrive(shown("x", 1, 10), shown("x", 1, 10))
                        .arrive(click("a", 2, 20), click("a", 2, 20))
                        .passTo(at(61))
                        .arrive(click("a", 2, 20), shown("x", 1, 10))
                        .passAll();

        assertThat(ids(ledger)).containsExactly("home|ann|1|e2");
        assertThat(ledger.losses()).isEmpty();
    }

    @Test
    void laterExposuresWidenWhatWasShown() {
        TestingLedger ledger =
                ledger(REQUIRED)
                        .arrive(slate(1, "a", "b", "c", "d"), slate(9))
                        .arrive(shown("x1", 1, 10, 0, 1), shown("x2", 1, 20, 2))
                        .arrive(click("a", 2, 15), click("c", 3, 25))
                        .passAll();

        assertThat(ledger.outcomes()).extracting(Outcome::slotsShown).containsExactly(2, 3);
        assertThat(ledger.outcomes())
                .extracting(Outcome::exposureEventId)
                .containsExactly("x1", "x2");
    }

    @Test
    void aLatePurchaseIsAnOutcomeThoughTheSlateWasUnanswered() {
        TestingLedger ledger =
                ledger(REQUIRED)
                        .arrive(slate(1, "a"), shown("x", 1, 10))
                        .passTo(at(86_400))
                        .arrive(act("purchase", "a", 2, 86_400, null), slate(2, "b"))
                        .passAll();

        assertThat(ids(ledger)).containsExactly("home|ann|1", "home|ann|1|e2");
    }

    @Test
    void slatesThatWereNotShownMakeRoomFirstAndNothingOpenIsLost() {
        TestingLedger ledger =
                ledger(rules(Evidence.REQUIRED, 4, 64))
                        .arrive(slate(1, "a"), shown("x1", 1, 1), slate(2, "a"), slate(3, "a"))
                        .arrive(slate(4, "a"), slate(5, "a"), slate(6, "a"));
        assertThat(ledger.outcomes()).isEmpty();

        ledger.arrive(shown("x5", 5, 1), shown("x6", 6, 1), click("a", 7, 2), slate(7, "a"));

        assertThat(ids(ledger)).containsExactly("home|ann|1");
        assertThat(ids(ledger.passAll()))
                .containsExactly("home|ann|1", "home|ann|6|e7", "home|ann|5");
    }

    @Test
    void whenTooManyEventsWaitTheOldestIsDecidedByWhatIsKnown() {
        TestingLedger ledger =
                ledger(rules(Evidence.REQUIRED, 4, 2))
                        .arrive(slate(1, "a"), shown("x1", 1, 1))
                        .arrive(click("a", 2, 2), click("b", 3, 2), click("c", 4, 2));

        assertThat(ids(ledger)).containsExactly("home|ann|1|e2");
    }

    @Test
    void forgetsEverythingInTheEnd() {
        TestingLedger ledger = ledger(AUTO).arrive(slate(1, "a"), shown("x", 1, 1));
        ledger.passTo(START + Duration.ofDays(8).toMillis() - 1);
        assertThat(ledger.ledger().isEmpty()).isFalse();

        ledger.passTo(START + Duration.ofDays(8).toMillis());

        assertThat(ledger.ledger().isEmpty()).isTrue();
    }

    @Test
    void refusesTheEventsOfAnotherUser() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ledger(AUTO).arrive(Exposure.ofAll("x", "bob", "home|bob|1", START)))
                .withMessage("the ledger is of user 'ann', not of 'bob'");
    }

    @Test
    void rulesRefuseAMemoryShorterThanTheLongestWindow() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new AttributionRules(
                                        10, Map.of("buy", 50L), 5, 5, 54, Evidence.AUTO, 2, 1))
                .withMessageContaining("memoryMillis must be from 55 to");
    }
}
