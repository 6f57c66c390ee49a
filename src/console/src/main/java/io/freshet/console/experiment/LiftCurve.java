package io.freshet.console.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * How a lift went over time, in a bound number of points: when there are too many, all of them get
 * sparser, so that the curve goes on beginning where the experiment began. The last point is always
 * the newest. For one thread.
 */
final class LiftCurve {

    static final int MOST = 300;

    private final List<LiftPoint> points = new ArrayList<>();
    private long step;

    /** What is not newer than the last point was read before; what is no number is no point. */
    void add(LiftPoint point) {
        int size = points.size();
        if (!point.hasNumbers() || (size > 0 && point.at() <= points.get(size - 1).at())) {
            return;
        }
        if (size > 1 && points.get(size - 1).at() - points.get(size - 2).at() < step) {
            points.set(size - 1, point);
            return;
        }
        points.add(point);
        if (points.size() > MOST) {
            thin();
        }
    }

    List<LiftPoint> points() {
        return List.copyOf(points);
    }

    private void thin() {
        LiftPoint newest = points.get(points.size() - 1);
        step = Math.max(1, (newest.at() - points.get(0).at()) / (MOST / 2));
        List<LiftPoint> kept = new ArrayList<>();
        for (LiftPoint each : points) {
            if (kept.isEmpty() || each.at() - kept.get(kept.size() - 1).at() >= step) {
                kept.add(each);
            }
        }
        if (!kept.get(kept.size() - 1).equals(newest)) {
            kept.add(newest);
        }
        points.clear();
        points.addAll(kept);
    }
}
