package io.freshet.lab.experiment;

import io.freshet.core.experiment.statistic.Comparison;
import io.freshet.core.experiment.statistic.ComparisonRule;
import io.freshet.core.experiment.statistic.ConfidenceSequence;
import io.freshet.core.experiment.statistic.Estimate;
import io.freshet.core.experiment.statistic.FixedHorizon;
import io.freshet.core.experiment.statistic.Metric;
import io.freshet.core.experiment.statistic.MinimumSample;
import io.freshet.core.experiment.statistic.Moments;
import java.util.ArrayList;
import java.util.List;

/**
 * In what share of experiments in which the treatment is the control an interval left out 0.
 *
 * @param traffic its name
 * @param oneLook fixed-horizon interval, looked at once, in the end
 * @param peeked fixed-horizon interval at any peek, from the minimum of users on
 * @param withoutMinimum confidence sequence at any peek, its interval of the difference or of the
 *     lift
 * @param sequence confidence sequence at any peek, from the minimum of users on
 * @param adjusted the same with the covariate
 */
public record FalseAlarms(
        String traffic,
        Metric metric,
        double oneLook,
        double peeked,
        double withoutMinimum,
        double sequence,
        double adjusted) {

    static final double ALPHA = 0.05;

    private static final FixedHorizon FIXED = new FixedHorizon(ALPHA);
    private static final MinimumSample NONE = new MinimumSample(2, Double.MIN_NORMAL);

    /** By every metric. */
    static List<FalseAlarms> of(
            String name, ExperimentTraffic traffic, double plannedUsers, Experiments experiments) {
        ConfidenceSequence sequence = ConfidenceSequence.tightestAt(plannedUsers, ALPHA);
        List<List<Watch>> all =
                experiments.run(
                        seed -> watched(new SimulatedExperiment(traffic, 0, seed), sequence));
        List<FalseAlarms> alarms = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            List<Watch> watches = all.stream().map(each -> each.get(metric.ordinal())).toList();
            alarms.add(
                    new FalseAlarms(
                            name,
                            metric,
                            Share.of(watches, watch -> watch.oneLook),
                            Share.of(watches, watch -> watch.peeked),
                            Share.of(watches, watch -> watch.withoutMinimum),
                            Share.of(watches, watch -> watch.sequence),
                            Share.of(watches, watch -> watch.adjusted)));
        }
        return alarms;
    }

    private static List<Watch> watched(
            SimulatedExperiment experiment, ConfidenceSequence sequence) {
        List<Watch> watches = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            watches.add(new Watch(metric, sequence));
        }
        while (experiment.hasNext()) {
            experiment.next();
            Moments treatment = experiment.moments(SimulatedExperiment.TREATMENT);
            Moments control = experiment.moments(SimulatedExperiment.CONTROL);
            watches.forEach(watch -> watch.look(treatment, control));
        }
        return watches;
    }

    /** Looks at one metric of one experiment and remembers who ever cried. */
    private static final class Watch {

        private final Metric metric;
        private final ComparisonRule withoutMinimumRule;
        private final ComparisonRule rule;
        private final ComparisonRule adjustedRule;
        private boolean oneLook;
        private boolean peeked;
        private boolean withoutMinimum;
        private boolean sequence;
        private boolean adjusted;

        Watch(Metric metric, ConfidenceSequence sequence) {
            this.metric = metric;
            this.withoutMinimumRule = new ComparisonRule(sequence, NONE, false);
            this.rule = new ComparisonRule(sequence, MinimumSample.USUAL, false);
            this.adjustedRule = new ComparisonRule(sequence, MinimumSample.USUAL, true);
        }

        void look(Moments treatment, Moments control) {
            oneLook = fixed(treatment, control);
            withoutMinimum |= cries(withoutMinimumRule, treatment, control);
            sequence |= cries(rule, treatment, control);
            adjusted |= cries(adjustedRule, treatment, control);
            peeked |=
                    oneLook
                            && MinimumSample.USUAL.isReached(metric, treatment)
                            && MinimumSample.USUAL.isReached(metric, control);
        }

        private boolean fixed(Moments treatment, Moments control) {
            if (!metric.isDefined(treatment) || !metric.isDefined(control)) {
                return false;
            }
            Estimate difference = metric.estimate(treatment).minus(metric.estimate(control));
            return !FIXED.interval(difference).contains(0);
        }

        private boolean cries(ComparisonRule by, Moments treatment, Moments control) {
            return by.compare(metric, treatment, control, treatment.plus(control))
                    .filter(Watch::leavesOutNothing)
                    .isPresent();
        }

        private static boolean leavesOutNothing(Comparison comparison) {
            return !comparison.difference().interval().contains(0)
                    || !comparison.lift().interval().contains(0);
        }
    }
}
