package io.freshet.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.lab.live.HitCounts;
import java.time.Duration;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** What a person reads while the demo runs and when it has ended. */
class SnapshotTextTest {

    private static final Slate SLATE =
            new Slate(
                    "home|ann|7",
                    "ann",
                    "home",
                    7,
                    List.of(
                            new SlateItem(
                                    "jazz-1",
                                    -0.5f,
                                    "catalogue",
                                    List.of(
                                            new Reason("jazz-9", 0.75f),
                                            new Reason("soul-2", 0.2f))),
                            new SlateItem("new-1", -3, "popular", List.of())),
                    new ModelId("demo", "1"),
                    List.of(),
                    "e-1",
                    new SlateTimestamps(0, 0, 0, 0));

    private static final Snapshot SNAPSHOT =
            new Snapshot(
                    Duration.ofSeconds(61),
                    new Snapshot.Traffic(12_345, 12_000, 3, 200.4, 199.6),
                    new Snapshot.Freshness(9.4, 38.6, 100),
                    new HitCounts(100, 84, 18, 50, 35, 7),
                    new HitCounts(1_000, 800, 200, 500, 300, 100),
                    List.of(new Snapshot.UserView(SLATE, List.of("jazz-9", "soul-2"))));

    @Test
    void aLineForPlacesWithoutATerminal() {
        assertThat(SnapshotText.line(SNAPSHOT))
                .isEqualTo(
                        "  61 s     200 events/s     200 slates/s  freshness p50 9 ms p99 39 ms"
                                + "  hit rate 0.840 (popular 0.180)"
                                + "  on new items 0.700 (popular 0.140)  dead letters 3");
    }

    @Test
    void aPageWithSlatesAndReasons() {
        assertThat(SnapshotText.page(SNAPSHOT))
                .extracting(AttributedString::toString)
                .contains(
                        "Freshet   1:01   Ctrl-C ends it",
                        "ann  after jazz-9, soul-2",
                        "   -0.50  jazz-1                        because of jazz-9 75 %, soul-2 20 %",
                        "   -3.00  new-1                         popular");
    }

    @Test
    void aSummaryOfTheWholeRun() {
        assertThat(SnapshotText.summary(SNAPSHOT).lines())
                .containsExactly(
                        "12,345 events sent, 12,000 slates read, 3 dead letters in 1:01",
                        "freshness p50 9 ms, p99 39 ms",
                        "hit rate 0.800, popular items 0.200; on items new to the user 0.600,"
                                + " popular items 0.200 (1,000 events)");
    }
}
