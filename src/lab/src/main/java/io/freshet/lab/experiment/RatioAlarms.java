package io.freshet.lab.experiment;

import io.freshet.core.experiment.statistic.SampleRatio;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Whether users that are to be shared out in halves are noticed to be not.
 *
 * @param treatmentShare the true one
 * @param oneLook share of experiments in which the chi-squared test rejects, looked at in the end
 * @param peeked the same at any peek
 * @param sequential the sequential test at any peek
 * @param until it rejects
 */
public record RatioAlarms(
        double treatmentShare, double oneLook, double peeked, double sequential, Until until) {

    static final int USERS = 50_000;
    static final int PEEK_EVERY = 50;

    private static final SampleRatio HALVES = new SampleRatio(new double[] {1, 1});

    /** Of experiments with so many users. */
    static RatioAlarms of(double treatmentShare, Experiments experiments) {
        List<Run> runs = experiments.run(seed -> new Run(treatmentShare, seed));
        return new RatioAlarms(
                treatmentShare,
                Share.of(runs, run -> run.oneLook),
                Share.of(runs, run -> run.peeked),
                Share.of(runs, run -> run.until > 0),
                Until.of(runs.stream().map(run -> run.until).toList()));
    }

    /** One experiment. */
    private static final class Run {

        private boolean oneLook;
        private boolean peeked;
        private double until = -USERS;

        Run(double treatmentShare, long seed) {
            UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
            long[] users = new long[2];
            for (int enrolled = 1; enrolled <= USERS; enrolled++) {
                users[random.nextDouble() < treatmentShare ? 1 : 0]++;
                if (enrolled % PEEK_EVERY == 0) {
                    look(users, enrolled);
                }
            }
        }

        private void look(long[] users, int enrolled) {
            oneLook = HALVES.chiSquaredPValue(users) < FalseAlarms.ALPHA;
            peeked |= oneLook;
            if (until < 0 && HALVES.pValue(users) < FalseAlarms.ALPHA) {
                until = enrolled;
            }
        }
    }
}
