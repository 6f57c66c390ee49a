package io.freshet.core.experiment.statistic;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Whether users came to the variants as they were to be shared out. If not, something loses or
 * repeats users, and what the experiment says of variants may be that.
 *
 * <p>The sequential test of Lindon and Malek (2022: Anytime-Valid Inference for Multinomial Count
 * Data, NeurIPS): the Bayes factor of shares drawn from a Dirichlet distribution around the
 * intended ones against the intended ones. It is a martingale where the intended shares are true,
 * so it holds exactly, after every user, however often one looks.
 */
public final class SampleRatio {

    /**
     * The test's shares are as far from the intended ones as those of so many users are by chance.
     */
    public static final double CONCENTRATION = 1_000;

    private final double[] shares;
    private final double concentration;

    /**
     * @param weights how users are to be shared out, each more than 0, at least two; their sum is
     *     what it is
     */
    public SampleRatio(double[] weights) {
        this(weights, CONCENTRATION);
    }

    /**
     * @param concentration larger finds smaller mismatches sooner and large ones later
     */
    SampleRatio(double[] weights, double concentration) {
        double sum = Arrays.stream(weights).sum();
        this.shares = Arrays.stream(weights).map(weight -> weight / sum).toArray();
        if (shares.length < 2 || !Arrays.stream(shares).allMatch(share -> share > 0)) {
            throw new IllegalArgumentException(
                    "weights are "
                            + Arrays.toString(weights)
                            + ", expected two or more, each more than 0");
        }
        this.concentration = concentration;
    }

    /**
     * Evidence against the intended shares: if they are true it ever reaches 1 / alpha with a
     * probability of alpha at most.
     *
     * @param users enrolled in each variant, in the order of the weights
     */
    public double logEvidence(long[] users) {
        double evidence = 0;
        for (int i = 0; i < require(users).length; i++) {
            double prior = concentration * shares[i];
            evidence += LogGamma.value(prior + users[i]) - LogGamma.value(prior);
            evidence -= users[i] * Math.log(shares[i]);
        }
        long all = LongStream.of(users).sum();
        return evidence + LogGamma.value(concentration) - LogGamma.value(concentration + all);
    }

    /**
     * Always valid: also the smallest of all moments is a p-value, and whoever asks again keeps it.
     */
    public double pValue(long[] users) {
        return Math.exp(-Math.max(0, logEvidence(users)));
    }

    /** Pearson's test, for one look at a number of users that was set before. */
    public double chiSquaredPValue(long[] users) {
        long all = LongStream.of(require(users)).sum();
        double statistic = 0;
        for (int i = 0; i < users.length && all > 0; i++) {
            double expected = all * shares[i];
            statistic += Metric.square(users[i] - expected) / expected;
        }
        return ChiSquaredDistribution.of(users.length - 1).survivalProbability(statistic);
    }

    private long[] require(long[] users) {
        if (users.length != shares.length || LongStream.of(users).anyMatch(each -> each < 0)) {
            throw new IllegalArgumentException(
                    "users are "
                            + Arrays.toString(users)
                            + ", expected "
                            + shares.length
                            + " numbers of 0 or more");
        }
        return users;
    }
}
