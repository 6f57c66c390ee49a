package io.freshet.lab.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.lab.release.ArrivalLog.Arrival;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedFiguresTest {

    @Test
    void aGapBelongsToThePhaseInWhichItsSlateComes() {
        List<Arrival> arrivals = List.of(at(0), at(10), at(90), at(100), at(102));
        List<Phase> phases =
                List.of(
                        new Phase(Phase.Kind.BEFORE, millis(0), millis(50)),
                        new Phase(Phase.Kind.SWITCH, millis(50), millis(100)),
                        new Phase(Phase.Kind.AFTER, millis(100), millis(200)));

        List<FeedFigures> figures = FeedFigures.of(arrivals, phases);

        assertThat(figures)
                .extracting(
                        FeedFigures::phase,
                        FeedFigures::slates,
                        each -> each.betweenMillis().most())
                .containsExactly(
                        tuple("before", 1L, 10.0),
                        tuple("switch", 1L, 80.0),
                        tuple("after", 2L, 10.0));
    }

    private static Arrival at(long millis) {
        return new Arrival(millis(millis), millis, 5);
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
