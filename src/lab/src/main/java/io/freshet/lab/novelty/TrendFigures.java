package io.freshet.lab.novelty;

import io.freshet.lab.traffic.Trend;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How slates follow a trend. The share of slots that its items have in the job's slates is put
 * beside the share that they have in the ideal ones, step by step in event time; a side follows
 * when it is half way from its share before the trend to its peak.
 *
 * @param gain what the trend adds to the job's share on average while it lasts, in what it adds to
 *     the ideal one
 * @param riseDelay how much later than the ideal share the job's rises; empty: it never does
 * @param fallDelay how much later it falls; empty: it never rises, or does not fall before the end
 */
public record TrendFigures(
        Trend trend, double gain, Optional<Duration> riseDelay, Optional<Duration> fallDelay) {

    private static final Duration STEP = Duration.ofMinutes(2);
    private static final Duration BEFORE = Duration.ofMinutes(30);
    private static final Duration AFTER = Duration.ofHours(1);

    /** A rise of so much of the ideal one is a rise. */
    private static final double LEAST_RISE = 0.1;

    /**
     * Of a trend that ended an hour before the run did.
     *
     * @param isOfTrend whether an item belongs to it
     */
    static TrendFigures of(Trend trend, List<MadeSlate> slates, Predicate<String> isOfTrend) {
        Curve ideal = Curve.of(trend, slates, MadeSlate::ideal, isOfTrend);
        Curve made = Curve.of(trend, slates, MadeSlate::items, isOfTrend);
        double gain = made.gain() / ideal.gain();
        if (made.peak() - made.before() < LEAST_RISE * (ideal.peak() - ideal.before())) {
            return new TrendFigures(trend, gain, Optional.empty(), Optional.empty());
        }
        Optional<Duration> fall =
                made.isUpAtTheEnd()
                        ? Optional.empty()
                        : Optional.of(STEP.multipliedBy(made.lastUp() - ideal.lastUp()));
        return new TrendFigures(
                trend,
                gain,
                Optional.of(STEP.multipliedBy(made.firstUp() - ideal.firstUp())),
                fall);
    }

    /** Whether slates of enough time before and after it are there. */
    static boolean covers(List<MadeSlate> slates, Trend trend) {
        return slates.get(0).timestamp() <= trend.begin().minus(BEFORE).toEpochMilli()
                && slates.get(slates.size() - 1).timestamp()
                        >= trend.end().plus(AFTER).toEpochMilli();
    }

    /**
     * The share of slots step by step.
     *
     * @param begin the step in which the trend begins
     * @param end the step in which it ends
     */
    private record Curve(List<Double> share, int begin, int end) {

        static Curve of(
                Trend trend,
                List<MadeSlate> slates,
                Function<MadeSlate, List<String>> items,
                Predicate<String> isOfTrend) {
            long start = trend.begin().minus(BEFORE).toEpochMilli();
            long stop = trend.end().plus(AFTER).toEpochMilli();
            int steps = (int) ((stop - start) / STEP.toMillis());
            long[] slots = new long[steps];
            long[] ofTrend = new long[steps];
            for (MadeSlate slate : slates) {
                int step = (int) Math.floorDiv(slate.timestamp() - start, STEP.toMillis());
                if (step >= 0 && step < steps) {
                    slots[step] += items.apply(slate).size();
                    ofTrend[step] += items.apply(slate).stream().filter(isOfTrend).count();
                }
            }
            Double[] share = new Double[steps];
            Arrays.setAll(share, step -> (double) ofTrend[step] / Math.max(1, slots[step]));
            int begin = (int) BEFORE.dividedBy(STEP);
            Duration length = Duration.between(trend.begin(), trend.end());
            return new Curve(List.of(share), begin, begin + (int) length.dividedBy(STEP));
        }

        double before() {
            return mean(0, begin);
        }

        double gain() {
            return mean(begin, end) - before();
        }

        double peak() {
            return share.subList(begin, share.size()).stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElseThrow();
        }

        int firstUp() {
            int step = begin;
            while (!isUp(step)) {
                step++;
            }
            return step;
        }

        int lastUp() {
            int step = share.size() - 1;
            while (!isUp(step)) {
                step--;
            }
            return step;
        }

        boolean isUpAtTheEnd() {
            return lastUp() >= share.size() - 1;
        }

        private boolean isUp(int step) {
            return share.get(step) >= (before() + peak()) / 2;
        }

        private double mean(int from, int to) {
            return share.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }
    }
}
