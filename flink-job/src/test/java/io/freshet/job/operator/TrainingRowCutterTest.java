package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindow.Insertion;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Interaction;
import io.freshet.core.experiment.Assigned;
import io.freshet.job.serde.TrainingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a user's windows become rows of the training set. */
class TrainingRowCutterTest {

    private static final long START = 1_767_225_600_000L;
    private static final long HOUR = 3_600_000;

    private final List<TrainingRow> rows = new ArrayList<>();

    /** Offers a user's interactions, one at each of these hours, to windows of such bounds. */
    private void offer(TrainingRowCutter cutter, String user, WindowBounds bounds, int... hours) {
        BehaviourWindow window = BehaviourWindow.empty();
        for (int i = 0; i < hours.length; i++) {
            Interaction interaction =
                    Interaction.of(
                            user + i, user, "at-" + hours[i], "view", START + hours[i] * HOUR);
            assertThat(window.insert(interaction, bounds)).isEqualTo(Insertion.ACCEPTED);
            cutter.accept(
                    new ScoringRequest(
                            user,
                            window.revision(),
                            BehaviourWindowFormat.pack(window),
                            interaction.eventId(),
                            interaction.timestamp(),
                            0,
                            Assigned.NOWHERE));
        }
    }

    private void cut(WindowBounds bounds, int... hours) {
        TrainingRowCutter cutter = new TrainingRowCutter(bounds.maxLength(), rows::add);
        offer(cutter, "ann", bounds, hours);
        cutter.finish();
    }

    private static WindowBounds bounds(int maxLength, long maxHours) {
        return new WindowBounds(maxLength, maxHours * HOUR);
    }

    private static int[] hours(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** A row as its behaviour with a bar before its targets: {@code 0 1 | 2 3}. */
    private static String text(TrainingRow row) {
        List<BehaviourEntry> entries = BehaviourWindowFormat.unpack(row.window()).entries();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < entries.size(); i++) {
            text.append(i == entries.size() - row.targets() ? "| " : "")
                    .append(entries.get(i).itemId().substring("at-".length()))
                    .append(' ');
        }
        return text.toString().strip();
    }

    private List<String> texts() {
        return rows.stream().map(TrainingRowCutterTest::text).toList();
    }

    private List<String> targets() {
        List<String> targets = new ArrayList<>();
        for (TrainingRow row : rows) {
            List<BehaviourEntry> entries = BehaviourWindowFormat.unpack(row.window()).entries();
            entries.subList(entries.size() - row.targets(), entries.size())
                    .forEach(entry -> targets.add(entry.itemId()));
        }
        return targets;
    }

    @Test
    void aShortLifeIsOneRow() {
        cut(bounds(10, 1_000), hours(4));

        assertThat(texts()).containsExactly("0 | 1 2 3");
        assertThat(rows.get(0).userId()).isEqualTo("ann");
        assertThat(rows.get(0).revision()).isEqualTo(START + 3);
    }

    @Test
    void aSingleInteractionIsNoRow() {
        cut(bounds(10, 1_000), 0);

        assertThat(rows).isEmpty();
    }

    @Test
    void aLongLifeIsCutSoThatEveryTargetHasHalfAWindowBeforeIt() {
        cut(bounds(4, 1_000), hours(9));

        assertThat(texts()).containsExactly("0 | 1 2 3", "2 3 | 4 5", "4 5 | 6 7", "5 6 7 | 8");
    }

    @Test
    void everyUserHasRowsOfTheirOwn() {
        TrainingRowCutter cutter = new TrainingRowCutter(4, rows::add);
        offer(cutter, "ann", bounds(4, 1_000), 0, 1, 2);
        offer(cutter, "bob", bounds(4, 1_000), 5);
        offer(cutter, "cy", bounds(4, 1_000), 7, 8);
        cutter.finish();

        assertThat(rows).extracting(TrainingRow::userId).containsExactly("ann", "cy");
        assertThat(texts()).containsExactly("0 | 1 2", "7 | 8");
    }

    @Test
    void aPauseBeyondTheWindowsAgeBeginsAnew() {
        cut(bounds(10, 5), 0, 1, 2, 50, 51);

        assertThat(texts()).containsExactly("0 | 1 2", "50 | 51");
    }

    @Test
    void aTargetIsNotLostWhereTheWindowSlides() {
        cut(bounds(10, 3), 0, 2, 4, 6);

        assertThat(texts()).containsExactly("0 | 2", "2 | 4", "4 | 6");
    }

    @Test
    void windowsOfOneEntryTeachNothing() {
        cut(bounds(1, 1_000), hours(5));

        assertThat(rows).isEmpty();
    }

    @Test
    void windowsOfTwoEntriesTeachEveryStep() {
        cut(bounds(2, 1_000), hours(4));

        assertThat(texts()).containsExactly("0 | 1", "1 | 2", "2 | 3");
    }

    @Test
    void everyInteractionWithSomethingBeforeItIsATargetOnce() {
        Random random = new Random(7);
        for (int life = 0; life < 500; life++) {
            rows.clear();
            int age = 1 + random.nextInt(12);
            int[] hours = new int[1 + random.nextInt(40)];
            List<String> expected = new ArrayList<>();
            for (int i = 1; i < hours.length; i++) {
                int pause = 1 + random.nextInt(6);
                hours[i] = hours[i - 1] + pause;
                if (pause < age) {
                    expected.add("at-" + hours[i]);
                }
            }

            cut(bounds(2 + random.nextInt(9), age), hours);

            assertThat(targets()).as("life %d", life).isEqualTo(expected);
        }
    }
}
