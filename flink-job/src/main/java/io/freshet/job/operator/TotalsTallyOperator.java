package io.freshet.job.operator;

import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.experiment.statistic.FreshnessHistogram;
import io.freshet.core.experiment.statistic.ItemSketch;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.RunningMoments;
import io.freshet.job.state.Enrolment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * In: what single users change in the sums of variants, and the slates that they are shown. Out:
 * the sum of these changes by variant, with a sketch of the slates, twice a second, so that the one
 * subtask that compares variants gets few records. Remembers nothing: all sums leave before a
 * checkpoint barrier and before the end of the input.
 */
final class TotalsTallyOperator extends TallyOperator<TotalsChange, TotalsTally> {

    private static final long serialVersionUID = 1L;

    /** Variants held, however long the interval. */
    static final int MOST_VARIANTS = 1_000;

    static final long INTERVAL_MILLIS = 500;

    private transient Map<Enrolment, Tally> tallies;

    private static final class Tally {
        private final RunningMoments moments = new RunningMoments();
        private @Nullable ItemSketch items;
        private final Map<Long, Long> freshness = new HashMap<>();

        private void add(TotalsChange change) {
            moments.add(Moments.of(change.moments()));
            if (!change.items().isEmpty()) {
                items = items == null ? ItemSketch.empty() : items;
                change.items().forEach(items::add);
            }
            if (change.freshnessMillis() != ShownSlate.NO_FRESHNESS) {
                freshness.merge(FreshnessHistogram.bucket(change.freshnessMillis()), 1L, Long::sum);
            }
        }

        private TotalsTally of(Enrolment enrolment) {
            return new TotalsTally(
                    enrolment,
                    moments.moments().toArray(),
                    items == null ? new byte[0] : items.toBytes(),
                    freshness);
        }
    }

    TotalsTallyOperator(StreamOperatorParameters<TotalsTally> parameters) {
        super(parameters, INTERVAL_MILLIS);
    }

    @Override
    public void open() throws Exception {
        super.open();
        tallies = new LinkedHashMap<>();
    }

    @Override
    public void processElement(StreamRecord<TotalsChange> element) {
        TotalsChange change = element.getValue();
        tallies.computeIfAbsent(change.enrolment(), absent -> new Tally()).add(change);
        if (tallies.size() >= MOST_VARIANTS) {
            flush();
        }
        scheduleFlush();
    }

    @Override
    void flush() {
        tallies.forEach(
                (enrolment, tally) -> output.collect(new StreamRecord<>(tally.of(enrolment))));
        tallies.clear();
    }
}
