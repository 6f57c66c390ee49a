package io.freshet.job.operator;

import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.domain.Assignment;
import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentReport;
import io.freshet.core.experiment.SlateSums;
import io.freshet.core.experiment.Variant;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.experiment.statistic.ComparisonRule;
import io.freshet.core.experiment.statistic.ConfidenceSequence;
import io.freshet.core.experiment.statistic.MinimumSample;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.metric.ExperimentMetrics;
import io.freshet.job.state.ExperimentMomentsState;
import io.freshet.job.state.ShownSlatesState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * In: what users' doings change in the sums of variants, and which experiments are followed. Out:
 * how each variant is doing, at most once an interval. Remembers the sums and the sketches of the
 * experiments that are followed; what comes of others is gone at the next report.
 */
public final class ExperimentMetricsFunction
        extends KeyedCoProcessFunction<Byte, TotalsChange, ControlMessage, VariantMetrics> {

    private static final long serialVersionUID = 1L;

    private static final double ALPHA = 0.05;

    /** Stricter than figures: no figure of such an experiment is worth anything. */
    private static final double SAMPLE_RATIO_ALPHA = 0.01;

    private final ExperimentSettings settings;

    private transient ExperimentMomentsState state;
    private transient ShownSlatesState slates;
    private transient ComparisonRule rule;
    private transient ExperimentMetrics metrics;

    public ExperimentMetricsFunction(ExperimentSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        state = new ExperimentMomentsState(getRuntimeContext());
        slates = new ShownSlatesState(getRuntimeContext());
        rule =
                new ComparisonRule(
                        ConfidenceSequence.tightestAt(settings.plannedUsers(), ALPHA),
                        MinimumSample.USUAL,
                        true);
        metrics = new ExperimentMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement1(TotalsChange change, Context context, Collector<VariantMetrics> out)
            throws Exception {
        state.add(change.assignment(), change.moments());
        if (!change.items().isEmpty()) {
            slates.addItems(change.assignment(), change.items());
        }
        if (change.freshnessMillis() != ShownSlate.NO_FRESHNESS) {
            slates.addFreshness(change.assignment(), change.freshnessMillis());
        }
        scheduleReport(context.timerService());
    }

    @Override
    public void processElement2(
            ControlMessage message, Context context, Collector<VariantMetrics> out)
            throws Exception {
        if (message.experiments() != null) {
            Set<String> gone = followed();
            state.follow(message.experiments());
            gone.removeAll(followed());
            forget(gone::contains);
            countMismatches();
        }
    }

    private Set<String> followed() throws Exception {
        Set<String> ids = new HashSet<>();
        state.followed().forEach(each -> ids.add(each.experimentId()));
        return ids;
    }

    private void forget(Predicate<String> experimentIds) throws Exception {
        state.forget(experimentIds);
        slates.forget(experimentIds);
    }

    private void countMismatches() throws Exception {
        metrics.mismatches(state.countBelow(ExperimentReport.SAMPLE_RATIO, SAMPLE_RATIO_ALPHA));
    }

    /** One timer for an interval: Flink holds equal ones once. */
    private void scheduleReport(TimerService timers) {
        long interval = settings.intervalMillis();
        long now = timers.currentProcessingTime();
        timers.registerProcessingTimeTimer(now - now % interval + interval);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<VariantMetrics> out)
            throws Exception {
        // Slates may still earn something when their experiment is over.
        Set<String> followed = followed();
        forget(each -> !followed.contains(each));
        Map<Assignment, SlateSums> shown = slates.all();
        for (Experiment each : ExperimentRegistry.read(state.followed()).all()) {
            report(each, shown, timestamp, out);
        }
        countMismatches();
    }

    private void report(
            Experiment experiment,
            Map<Assignment, SlateSums> shown,
            long at,
            Collector<VariantMetrics> out)
            throws Exception {
        Map<String, Moments> moments = new HashMap<>();
        Map<String, SlateSums> sums = new HashMap<>();
        for (Variant each : experiment.variants()) {
            Assignment variant = new Assignment(experiment.experimentId(), each.name());
            moments.put(each.name(), state.of(experiment.experimentId(), each.name()));
            sums.put(each.name(), shown.getOrDefault(variant, SlateSums.empty()));
        }
        ExperimentReport report =
                new ExperimentReport(
                        experiment, rule, (test, pValue) -> keep(experiment, test, pValue));
        report.of(moments, sums, at).forEach(out::collect);
    }

    private double keep(Experiment experiment, String test, double pValue) {
        try {
            return state.keepSmallest(experiment.experimentId(), test, pValue);
        } catch (Exception e) {
            throw new IllegalStateException("the state of " + test + " cannot be kept", e);
        }
    }
}
