package io.freshet.lab.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.traffic.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoveltyFiguresTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static Interaction act(String user, String item, long minute) {
        long timestamp = START.plus(Duration.ofMinutes(minute)).toEpochMilli();
        return Interaction.of(item + minute, user, item, "view", timestamp);
    }

    private static MadeSlate slate(long minute, String item, String ideal) {
        return new MadeSlate(act("ann", "x", minute), List.of(item, "y"), List.of(ideal, "z"));
    }

    @Test
    void aLaunchedItemIsShownWhenAUserWhoWantsItGetsIt() {
        NoveltyRun.Outcome outcome =
                new NoveltyRun.Outcome(
                        List.of(
                                act("bob", "new", 10),
                                act("cid", "new", 12),
                                act("bob", "new", 15),
                                act("ann", "new", 40)),
                        List.of(
                                slate(5, "new", "new"),
                                slate(11, "new", "old"),
                                slate(13, "old", "new"),
                                slate(20, "new", "new"),
                                slate(30, "old", "new"),
                                slate(40, "new", "new")));

        LaunchFigures figures = LaunchFigures.of(outcome, Set.of("new", "nobody's"));
        assertThat(figures).isEqualTo(new LaunchFigures(1, 1, 3, 3, Duration.ofMinutes(10), 3, 1));
        assertThat(new NoveltyReport(figures, List.of()).text("title"))
                .contains("acted on: 1, shown to a user who wants them: 1")
                .contains("after 3 interactions (median; at most 3) and 10 min")
                .contains("in 33.3 % of the 3 slates");
    }

    private static final Trend TREND =
            new Trend(
                    "jazz",
                    "hit",
                    START.plus(Duration.ofMinutes(30)),
                    START.plus(Duration.ofMinutes(60)));

    /** One slate a minute, with the item from one minute to another. */
    private static TrendFigures figures(int from, int to) {
        List<MadeSlate> slates = new ArrayList<>();
        for (int minute = 0; minute <= 120; minute++) {
            slates.add(
                    slate(
                            minute,
                            minute >= from && minute < to ? "hit" : "other",
                            minute >= 34 && minute < 50 ? "hit" : "other"));
        }
        assertThat(TrendFigures.covers(slates, TREND)).isTrue();
        return TrendFigures.of(TREND, slates, "hit"::equals);
    }

    @Test
    void aTrendIsFollowedWhenTheShareIsHalfWayUpAndDown() {
        TrendFigures figures = figures(40, 60);
        assertThat(figures.riseDelay()).contains(Duration.ofMinutes(6));
        assertThat(figures.fallDelay()).contains(Duration.ofMinutes(10));
        assertThat(figures.gain()).isCloseTo(20 / 16.0, within(1e-9));
    }

    @Test
    void aTrendThatNoSlateFollowsHasNoDelays() {
        TrendFigures figures = figures(0, 0);
        assertThat(figures.riseDelay()).isEmpty();
        assertThat(figures.fallDelay()).isEmpty();
        assertThat(figures.gain()).isZero();
    }

    @Test
    void whatStaysUpDoesNotFall() {
        assertThat(figures(40, 1_000).fallDelay()).isEmpty();
    }
}
