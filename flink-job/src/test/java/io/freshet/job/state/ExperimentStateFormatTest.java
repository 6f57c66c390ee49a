package io.freshet.job.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.UserTotals;
import io.freshet.job.state.UserTotalsState.Kept;
import org.junit.jupiter.api.Test;

/** The numbers of totals and moments as they lie in state: those of version 1 stay readable. */
class ExperimentStateFormatTest {

    private static final Kept KEPT = new Kept(1_767_225_600_000L, new UserTotals(5, 4, 3, 2.5, 1));
    private static final double[] TOTALS_1 = {1, 1_767_225_600_000d, 5, 4, 3, 2.5, 1};
    private static final double[] MOMENTS_1 = {
        1, // version
        1,
        5,
        4,
        3,
        2.5,
        1, // users and sums
        25,
        20,
        15,
        12.5,
        5, // exposures by themselves and the rest
        16,
        12,
        10,
        4, // clicks
        9,
        7.5,
        3, // conversions
        6.25,
        2.5, // value
        1 // before
    };

    @Test
    void totalsOfVersion1() {
        assertThat(UserTotalsState.write(KEPT)).isEqualTo(TOTALS_1);
        assertThat(UserTotalsState.read(TOTALS_1)).isEqualTo(KEPT);
    }

    @Test
    void momentsOfVersion1() {
        Moments moments = Moments.ofUser(KEPT.totals());
        assertThat(ExperimentMomentsState.write(moments)).isEqualTo(MOMENTS_1);
        assertThat(ExperimentMomentsState.read(MOMENTS_1)).isEqualTo(moments);
    }

    @Test
    void anotherVersionIsNamed() {
        double[] totals = TOTALS_1.clone();
        totals[0] = 2;
        assertThatThrownBy(() -> UserTotalsState.read(totals))
                .hasMessage("user-totals are of version 2.0 with 7 numbers, supported is 1 with 7");
        assertThatThrownBy(() -> ExperimentMomentsState.read(Moments.ZERO.toArray()))
                .hasMessage(
                        "experiment-moments are of version 0.0 with 21 numbers, supported is 1 with"
                                + " 22");
    }
}
