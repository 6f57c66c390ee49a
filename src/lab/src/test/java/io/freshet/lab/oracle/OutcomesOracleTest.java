package io.freshet.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.oracle.ObservedOutcome.Earned;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutcomesOracleTest {

    private static final long NOON = 1_767_268_800_000L;
    private static final Attributing ATTRIBUTING =
            new Attributing(Duration.ofSeconds(2), Map.of("purchase", Duration.ofHours(1)), 4);

    private final List<EventRecord> log = new ArrayList<>();
    private final ObservedSlates observed = new ObservedSlates();
    private final Set<Long> forgettable = new HashSet<>();
    private final List<ObservedOutcome> outcomes = new ArrayList<>();

    @Test
    void anInteractionBelongsToTheSlateThatStood() {
        view("e1", "rose", NOON);
        slate(NOON, "lily", "aster");
        view("e2", "aster", NOON + 1_000);
        slate(NOON + 1, "rose");

        earned(NOON, "e2", "aster", 1);

        assertThat(judge()).isEqualTo(new OutcomesVerdict(1, 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void aSlateThatStoodForNothingIsUnanswered() {
        view("e1", "rose", NOON);
        slate(NOON, "lily");
        view("e2", "aster", NOON + 1_000);

        assertThat(judge().missing()).isEqualTo(1);

        unanswered(NOON);

        assertThat(judge()).isEqualTo(new OutcomesVerdict(1, 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void theSlateThatStoodLastOfThoseInTheWindowEarns() {
        view("e1", "rose", NOON);
        slate(NOON, "lily", "iris");
        view("e2", "aster", NOON + 1_000);
        slate(NOON + 1, "lily");
        view("e3", "lily", NOON + 1_500);
        slate(NOON + 2, "aster");
        view("e4", "iris", NOON + 3_001);
        purchase("e5", "iris", NOON + 3_002);

        earned(NOON + 1, "e3", "lily", 0);
        earned(NOON, "e5", "iris", 1);
        unanswered(NOON + 2);

        assertThat(judge().holds()).as(judge().toString()).isTrue();

        earned(NOON, "e4", "iris", 1);

        assertThat(judge().wrong()).as("later than the window").isEqualTo(1);
    }

    @Test
    void noticesWhatIsMissingWrongDoubledAndRepeated() {
        view("e1", "rose", NOON);
        slate(NOON, "lily");
        view("e2", "lily", NOON + 1_000);
        slate(NOON + 1, "lily");
        view("e3", "lily", NOON + 1_500);

        assertThat(judge().missing()).isEqualTo(2);

        earned(NOON, "e2", "lily", 0);
        earned(NOON + 1, "e3", "lily", 0);
        earned(NOON + 1, "e3", "lily", 0);
        assertThat(judge()).isEqualTo(new OutcomesVerdict(2, 0, 0, 0, 0, 1, List.of()));

        earned(NOON, "e3", "lily", 0);
        assertThat(judge()).extracting(OutcomesVerdict::wrong).isEqualTo(1L);
        assertThat(judge()).extracting(OutcomesVerdict::doubled).isEqualTo(1L);

        earned(NOON, "e1", "rose", 0);
        earned(NOON, "nobody", "lily", 0);
        assertThat(judge().wrong()).isEqualTo(3);

        unanswered(NOON);
        unanswered(NOON + 7);
        assertThat(judge().wrong()).isEqualTo(5);
    }

    @Test
    void noticesAnotherSlot() {
        view("e1", "rose", NOON);
        slate(NOON, "lily", "aster");
        view("e2", "aster", NOON + 1_000);

        earned(NOON, "e2", "aster", 0);

        assertThat(judge().wrong()).isEqualTo(1);
    }

    @Test
    void aSlateThatAFailureMayHaveMadeForgottenMayEarnOrNot() {
        view("e1", "rose", NOON);
        slate(NOON, "lily");
        view("e2", "rose", NOON + 100);
        slate(NOON + 1, "aster");
        forgettable.add(NOON + 1);
        view("e3", "aster", NOON + 200);

        unanswered(NOON);
        assertThat(judge().holds()).as("of a slate that was forgotten").isTrue();
        assertThat(judge().open()).isEqualTo(2);

        earned(NOON + 1, "e3", "aster", 0);
        assertThat(judge().holds()).as("of a slate that was not").isTrue();
    }

    @Test
    void whereEachOfTheSlatesHoldsTheItemOneOutcomeIsDue() {
        view("e1", "rose", NOON);
        slate(NOON, "lily");
        view("e2", "rose", NOON + 100);
        slate(NOON + 1, "lily", "aster");
        forgettable.add(NOON + 1);
        view("e3", "lily", NOON + 200);

        assertThat(judge().missing()).isEqualTo(1);

        earned(NOON, "e3", "lily", 0);
        assertThat(judge().holds()).isTrue();

        earned(NOON + 1, "e3", "lily", 0);
        assertThat(judge().doubled()).isEqualTo(1);
    }

    @Test
    void whatStoodAtALateInteractionMayComeTooLateForAnEarlierOne() {
        view("e1", "rose", NOON);
        slate(NOON, "lily");
        view("e2", "aster", NOON + 5_000);
        slate(NOON + 1, "aster");
        view("late", "rose", NOON + 4_000);

        unanswered(NOON);
        assertThat(judge().holds()).isTrue();
        assertThat(judge().due()).isEqualTo(1);

        earned(NOON + 1, "e2", "aster", 0);
        assertThat(judge().holds()).isTrue();
    }

    private OutcomesVerdict judge() {
        return new Oracle(Path.of("demo-bundle"), 50, 20)
                .outcomes(
                        log,
                        observed,
                        ATTRIBUTING,
                        (user, revision) -> !forgettable.contains(revision))
                .judge(outcomes);
    }

    private void view(String id, String item, long time) {
        event(id, item, "view", time);
    }

    private void purchase(String id, String item, long time) {
        event(id, item, "purchase", time);
    }

    private void event(String id, String item, String type, long time) {
        String value =
                "{'eventId':'%s','userId':'anna','itemId':'%s','type':'%s','timestamp':%d}"
                        .formatted(id, item, type, time)
                        .replace('\'', '"');
        log.add(new EventRecord(0, log.size(), time, value.getBytes(StandardCharsets.UTF_8)));
    }

    private void slate(long revision, String... items) {
        List<SlateItem> slots = new ArrayList<>();
        for (String item : items) {
            slots.add(new SlateItem(item, 1, "catalogue", List.of()));
        }
        observed.slate(
                new Slate(
                        id(revision),
                        "anna",
                        "home",
                        revision,
                        slots,
                        new ModelId("demo", "1"),
                        List.of(),
                        "cause",
                        new SlateTimestamps(NOON, NOON, NOON, NOON)),
                NOON);
    }

    private void earned(long revision, String event, String item, int slot) {
        outcome(
                id(revision) + '|' + event,
                revision,
                new Earned(event, item, slot, "catalogue", "view"));
    }

    private void unanswered(long revision) {
        outcome(id(revision), revision, null);
    }

    private void outcome(String outcomeId, long revision, @Nullable Earned interaction) {
        outcomes.add(new ObservedOutcome(outcomeId, "anna", id(revision), interaction, List.of()));
    }

    private static String id(long revision) {
        return "home|anna|" + revision;
    }
}
