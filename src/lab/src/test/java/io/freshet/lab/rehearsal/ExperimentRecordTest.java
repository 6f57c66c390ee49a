package io.freshet.lab.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.experiment.Capabilities;
import io.freshet.core.experiment.ExperimentException;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.Experiments;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExperimentRecordTest {

    private static final long START = 1_767_225_600_000L;
    private static final long END = START + 1;
    private static final Capabilities JOB =
            new Capabilities(
                    Set.of(ModelRelease.DEFAULT_SLOT, ExperimentRecord.CHALLENGER),
                    Set.of("catalogue", "covisitation", "repeat", "fresh", "popular"),
                    Set.of(),
                    Set.of("home"),
                    100,
                    100);

    private final ExperimentRecord same = ExperimentRecord.same(START, END);
    private final ExperimentRecord better = ExperimentRecord.better(START, END);
    private final Experiments running =
            Experiments.none().with(same.experiment(), JOB).with(better.experiment(), JOB);

    @Test
    void bothRunFromTheStartToTheEnd() {
        assertThat(running.all())
                .hasSize(2)
                .allSatisfy(
                        each -> {
                            assertThat(each.stateAt(START - 1))
                                    .isEqualTo(ExperimentState.SCHEDULED);
                            assertThat(each.stateAt(START)).isEqualTo(ExperimentState.RUNNING);
                            assertThat(each.stateAt(END)).isEqualTo(ExperimentState.ENDED);
                        });
        assertThat(better.experiment().control()).isEqualTo(ExperimentRecord.POPULAR);
    }

    @Test
    void eachOfTheOthersIsRefusedForItsReason() {
        assertThat(ExperimentRecord.refused())
                .hasSize(4)
                .allSatisfy(
                        each ->
                                assertThatThrownBy(
                                                () ->
                                                        running.with(
                                                                each.experiment()
                                                                        .withDefaultStart(START),
                                                                JOB))
                                        .isInstanceOf(ExperimentException.class)
                                        .hasMessageContaining(each.refusal()));
    }
}
