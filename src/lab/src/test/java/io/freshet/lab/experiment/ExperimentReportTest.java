package io.freshet.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentReportTest {

    @Test
    void countsExperimentsThatNeverNoticedUpToTheirEnd() {
        Until until = Until.of(List.of(300.0, -1_000.0, 100.0, 200.0));
        assertThat(until).isEqualTo(new Until(0.75, 400, 300, 1_000));
    }

    @Test
    void keepsUsersOfEachPeekApart() {
        VisitsByPeek visits = new VisitsByPeek(2);
        visits.add(1, 7);
        visits.add(0, 5);
        visits.add(1, 7);
        List<Integer> seen = new ArrayList<>();
        visits.forEach(1, seen::add);
        assertThat(seen).containsExactly(7, 7);
    }

    @Test
    void noticesAMismatchAndNotAMatch() {
        Experiments few = new Experiments(20, 1);
        assertThat(RatioAlarms.of(0.45, few).sequential()).isEqualTo(1);
        assertThat(RatioAlarms.of(0.5, few).sequential()).isLessThan(0.2);
        assertThat(RatioAlarms.of(0.5, few)).isEqualTo(RatioAlarms.of(0.5, few));
    }
}
