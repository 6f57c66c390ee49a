package io.freshet.lab.experiment;

import io.freshet.core.experiment.statistic.Comparison;
import io.freshet.core.experiment.statistic.ComparisonRule;
import io.freshet.core.experiment.statistic.ConfidenceSequence;
import io.freshet.core.experiment.statistic.MinimumSample;
import io.freshet.core.experiment.statistic.Moments;
import java.util.List;
import java.util.Optional;

/**
 * How soon a true lift is noticed.
 *
 * @param plan of the fixed-horizon test that it stands beside
 * @param plain users until the confidence sequence leaves out 0
 * @param adjusted the same with the covariate
 * @param missed share of experiments in which the lift's interval missed the true lift at any peek
 *     before the plain sequence stopped
 */
public record Speed(Plan plan, double lift, Until plain, Until adjusted, double missed) {

    /** Twice the planned one: then an experiment ends, noticed or not. */
    static final double LENGTH = 2;

    /** With the traffic of the plan. */
    static Speed of(Plan plan, double lift, Experiments experiments) {
        ExperimentTraffic traffic =
                ExperimentTraffic.usual(plan.population()).with(plan.population(), LENGTH);
        ConfidenceSequence sequence =
                ConfidenceSequence.tightestAt(plan.users(), FalseAlarms.ALPHA);
        List<Run> runs =
                experiments.run(
                        seed -> {
                            Run run = new Run(plan, lift, sequence);
                            run.follow(new SimulatedExperiment(traffic, lift, seed));
                            return run;
                        });
        return new Speed(
                plan,
                lift,
                Until.of(runs.stream().map(run -> run.plain).toList()),
                Until.of(runs.stream().map(run -> run.adjusted).toList()),
                Share.of(runs, run -> run.missed));
    }

    /** One experiment, until both have noticed. */
    private static final class Run {

        private final Plan plan;
        private final double lift;
        private final ComparisonRule plainRule;
        private final ComparisonRule adjustedRule;
        private double plain;
        private double adjusted;
        private boolean missed;

        Run(Plan plan, double lift, ConfidenceSequence sequence) {
            this.plan = plan;
            this.lift = lift;
            this.plainRule = new ComparisonRule(sequence, MinimumSample.USUAL, false);
            this.adjustedRule = new ComparisonRule(sequence, MinimumSample.USUAL, true);
        }

        void follow(SimulatedExperiment experiment) {
            while (experiment.hasNext() && (plain <= 0 || adjusted <= 0)) {
                experiment.next();
                Moments treatment = experiment.moments(SimulatedExperiment.TREATMENT);
                Moments control = experiment.moments(SimulatedExperiment.CONTROL);
                double users = treatment.users() + control.users();
                if (plain <= 0) {
                    Optional<Comparison> now = compare(plainRule, treatment, control);
                    missed |= now.filter(this::misses).isPresent();
                    plain = now.filter(Run::notices).isPresent() ? users : -users;
                }
                if (adjusted <= 0) {
                    adjusted =
                            compare(adjustedRule, treatment, control)
                                            .filter(Run::notices)
                                            .isPresent()
                                    ? users
                                    : -users;
                }
            }
        }

        private Optional<Comparison> compare(
                ComparisonRule rule, Moments treatment, Moments control) {
            return rule.compare(plan.metric(), treatment, control, treatment.plus(control));
        }

        private static boolean notices(Comparison comparison) {
            return comparison.difference().interval().low() > 0;
        }

        private boolean misses(Comparison comparison) {
            return !comparison.lift().interval().contains(lift);
        }
    }
}
