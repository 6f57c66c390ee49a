package io.freshet.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run held against another, list by list. */
class RunMarksTest {

    private static final PrequentialSettings SETTINGS =
            new PrequentialSettings(JudgedUnit.EVENT, 0, 2, Duration.ofHours(1));

    @TempDir private Path directory;

    @Test
    void aRunIsHeldAgainstAnEarlierOneListByList() throws IOException {
        PrequentialJudge first = judge("a", "b", "c", "d");
        offer(first, 0, "x", "b");
        offer(first, 1, "x", "y");
        offer(first, 2, "d", "y");
        Path file = directory.resolve("marks.json");
        first.marks().write(file);

        PrequentialJudge second = judge("a", "b", "c", "d");
        second.holdAgainst("first", RunMarks.read(file));
        offer(second, 0, "b", "x");
        offer(second, 1, "x", "y");
        offer(second, 2, "y", "d");

        List<Lead> leads = second.report().leadsOverRuns();
        assertThat(leads).extracting(Lead::over).containsOnly("first");
        assertThat(leads.get(0).difference()).as("hits").isZero();
        assertThat(leads.get(1).difference()).as("reciprocal ranks").isZero();
        assertThat(leads.get(1).standardError())
                .as("of +1/2, 0 and -1/2")
                .isCloseTo(0.5 / Math.sqrt(3), within(1e-12));
    }

    @Test
    void marksOfAnotherLogAreRefused() {
        RunMarks ofAnother = judge("a", "b").marks();

        assertThatThrownBy(() -> judge("a", "b", "c").holdAgainst("other", ofAnother))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the marks of 'other' are of 1 events at 2")
                .hasMessageContaining("expected 2 events at 2");
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("report.json"), "{\"log\": {}}");

        assertThatThrownBy(() -> RunMarks.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("report.json is no file of marks");
    }

    /** One user, one event a second. */
    private static PrequentialJudge judge(String... items) {
        List<Interaction> log = new ArrayList<>();
        for (int i = 0; i < items.length; i++) {
            log.add(
                    Interaction.of(
                            "e" + i, "ann", items[i], "view", 1_000_000_000_000L + i * 1_000));
        }
        return new PrequentialJudge(log, SETTINGS);
    }

    private static void offer(PrequentialJudge judge, int cause, String... items) {
        List<SlateItem> slots =
                Arrays.stream(items)
                        .map(item -> new SlateItem(item, 0, "catalogue", List.of()))
                        .toList();
        judge.offer(
                new Slate(
                        Slate.idOf("home", "ann", cause + 1L),
                        "ann",
                        "home",
                        cause + 1L,
                        slots,
                        new ModelId("demo", "1"),
                        List.of(),
                        "e" + cause,
                        new SlateTimestamps(0, 0, 0, 0)));
    }
}
