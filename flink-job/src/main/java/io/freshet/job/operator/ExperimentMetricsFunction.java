package io.freshet.job.operator;

import io.freshet.core.domain.Assignment;
import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentReport;
import io.freshet.core.experiment.Experiments;
import io.freshet.core.experiment.SlateSums;
import io.freshet.core.experiment.Variant;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.experiment.statistic.ComparisonRule;
import io.freshet.core.experiment.statistic.ConfidenceSequence;
import io.freshet.core.experiment.statistic.ItemSketch;
import io.freshet.core.experiment.statistic.MinimumSample;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.metric.ExperimentMetrics;
import io.freshet.job.state.Enrolment;
import io.freshet.job.state.ExperimentMomentsState;
import io.freshet.job.state.ShownSlatesState;
import io.freshet.job.state.StoredExperiment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * In: what users' doings change in the sums of variants, and which experiments are followed. Out:
 * how each variant is doing, at most once an interval. Remembers the sums and the sketches of the
 * experiments that are followed; what comes of others is gone a minute later.
 */
public final class ExperimentMetricsFunction
        extends KeyedCoProcessFunction<Byte, TotalsTally, ControlMessage, VariantMetrics> {

    private static final long serialVersionUID = 1L;

    private static final double ALPHA = 0.05;

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
    public void processElement1(TotalsTally tally, Context context, Collector<VariantMetrics> out)
            throws Exception {
        state.add(tally.enrolment(), tally.moments());
        if (tally.items().length > 0) {
            slates.addItems(tally.enrolment(), ItemSketch.of(tally.items()));
        }
        slates.addFreshness(tally.enrolment(), tally.freshness());
        scheduleReport(context.timerService(), context.timerService().currentProcessingTime());
    }

    @Override
    public void processElement2(
            ControlMessage message, Context context, Collector<VariantMetrics> out)
            throws Exception {
        if (message.experiments() != null) {
            state.follow(message.experiments());
            slates.retain(state.lives());
            forgetTestsOfFormerShares();
            countMismatches();
        }
    }

    private void countMismatches() throws Exception {
        metrics.mismatches(
                state.countBelow(
                        ExperimentReport.SAMPLE_RATIO, ExperimentReport.SAMPLE_RATIO_ALARM));
    }

    /** One timer for an interval: Flink holds equal ones once. */
    private void scheduleReport(TimerService timers, long now) {
        long interval = settings.intervalMillis();
        timers.registerProcessingTimeTimer(now - now % interval + interval);
    }

    /** Users came by other shares: the test would never be silent again. */
    private void forgetTestsOfFormerShares() throws Exception {
        for (StoredExperiment each : state.followed()) {
            if (each.isSharedOutAnew()) {
                state.forgetPValue(each, ExperimentReport.SAMPLE_RATIO);
            }
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<VariantMetrics> out)
            throws Exception {
        List<StoredExperiment> followed = state.followed();
        Experiments experiments = ExperimentRegistry.read(followed);
        Map<Enrolment, SlateSums> shown = slates.all();
        for (StoredExperiment each : followed) {
            Optional<Experiment> experiment = experiments.get(each.experimentId());
            if (experiment.isPresent()) {
                report(each, experiment.get(), shown, timestamp, out);
            }
        }
        countMismatches();
        if (state.forgetStrays(context.timerService().currentProcessingTime())) {
            // A clock that was set back is before its timer, which would fire again at once.
            scheduleReport(
                    context.timerService(),
                    Math.max(timestamp, context.timerService().currentProcessingTime()));
        }
        slates.retain(state.lives());
    }

    private void report(
            StoredExperiment stored,
            Experiment experiment,
            Map<Enrolment, SlateSums> shown,
            long at,
            Collector<VariantMetrics> out)
            throws Exception {
        Map<String, Moments> moments = new HashMap<>();
        Map<String, SlateSums> sums = new HashMap<>();
        for (Variant each : experiment.variants()) {
            Assignment variant = new Assignment(experiment.experimentId(), each.name());
            Enrolment enrolment = new Enrolment(variant, stored.since());
            moments.put(each.name(), state.of(stored, each.name()));
            sums.put(each.name(), shown.getOrDefault(enrolment, SlateSums.empty()));
        }
        ExperimentReport report =
                new ExperimentReport(
                        experiment,
                        rule,
                        (test, pValue) -> keep(stored, test, pValue),
                        stored.isSharedOutAnew());
        report.of(moments, sums, at).forEach(out::collect);
    }

    private double keep(StoredExperiment experiment, String test, double pValue) {
        try {
            return state.keepSmallest(experiment, test, pValue);
        } catch (Exception e) {
            throw new IllegalStateException("the state of " + test + " cannot be kept", e);
        }
    }
}
