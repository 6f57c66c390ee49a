package io.freshet.lab.release;

import io.freshet.lab.release.ArrivalLog.Arrival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the feed went in all phases of a kind.
 *
 * @param slates that came
 * @param betweenMillis between one slate and the next, whichever user's
 * @param sinceIngestedMillis from the event at the broker to its slate at the subscriber
 */
public record FeedFigures(
        String phase, long slates, Quantiles betweenMillis, Quantiles sinceIngestedMillis) {

    /** Of so many values the ones at these places. */
    public record Quantiles(double p50, double p99, double p999, double most) {

        static Quantiles of(List<Double> values) {
            double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return new Quantiles(
                    at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
        }

        private static double at(double[] sorted, double quantile) {
            if (sorted.length == 0) {
                return Double.NaN;
            }
            return sorted[(int) Math.max(0, Math.ceil(quantile * sorted.length) - 1)];
        }
    }

    /** Of each kind that the phases are of. */
    static List<FeedFigures> of(List<Arrival> arrivals, List<Phase> phases) {
        long[] nanos = arrivals.stream().mapToLong(Arrival::nanos).toArray();
        List<FeedFigures> all = new ArrayList<>();
        for (Phase.Kind kind : Phase.Kind.values()) {
            List<Double> between = new ArrayList<>();
            List<Double> since = new ArrayList<>();
            for (Phase phase : phases) {
                if (phase.kind() == kind) {
                    add(arrivals, nanos, phase, between, since);
                }
            }
            if (!since.isEmpty()) {
                all.add(
                        new FeedFigures(
                                kind.toString(),
                                since.size(),
                                Quantiles.of(between),
                                Quantiles.of(since)));
            }
        }
        return all;
    }

    /** The time to a slate belongs to the phase in which the slate comes. */
    private static void add(
            List<Arrival> arrivals,
            long[] nanos,
            Phase phase,
            List<Double> between,
            List<Double> since) {
        int index = Arrays.binarySearch(nanos, phase.fromNanos());
        for (int i = Math.max(1, index < 0 ? -index - 1 : index);
                i < nanos.length && nanos[i] - phase.toNanos() < 0;
                i++) {
            between.add((nanos[i] - nanos[i - 1]) / 1e6);
            since.add((double) arrivals.get(i).sinceIngested());
        }
    }
}
