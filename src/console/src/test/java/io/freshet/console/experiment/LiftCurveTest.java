package io.freshet.console.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiftCurveTest {

    private final LiftCurve curve = new LiftCurve();

    @Test
    void goesOnBeginningWhereItBeganInABoundNumberOfPoints() {
        for (int i = 0; i < 100_000; i++) {
            curve.add(point(i * 10_000L));
            assertThat(curve.points().size()).isLessThanOrEqualTo(LiftCurve.MOST);
            if (i > 1_000) {
                i += 97;
                curve.add(point(i * 10_000L));
            }
            assertThat(last()).isEqualTo(point(i * 10_000L));
        }

        List<LiftPoint> points = curve.points();
        assertThat(points.get(0).at()).isZero();
        assertThat(points).hasSizeGreaterThan(LiftCurve.MOST / 3);
        assertThat(points).isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
    }

    @Test
    void whatWasReadBeforeAndWhatIsNoNumberIsLeftOut() {
        curve.add(point(10));
        curve.add(point(20));
        curve.add(point(10));
        curve.add(new LiftPoint(20, 9, 9, 9));
        curve.add(new LiftPoint(30, 1, Double.NaN, 2));
        curve.add(new LiftPoint(31, 1, 0, Double.POSITIVE_INFINITY));

        assertThat(curve.points()).containsExactly(point(10), point(20));
    }

    private LiftPoint last() {
        List<LiftPoint> points = curve.points();
        return points.get(points.size() - 1);
    }

    private static LiftPoint point(long at) {
        return new LiftPoint(at, 0.1, 0, 0.2);
    }
}
