package io.freshet.lab.experiment;

import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.RunningMoments;
import io.freshet.core.experiment.statistic.UserTotals;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * One experiment as it goes on, peek after peek. The same traffic, lift and seed give the same.
 * Sums are kept as a job keeps them: a user's old totals are replaced by the new ones.
 */
final class SimulatedExperiment {

    /** In a length of 1, evenly. */
    static final int PEEKS = 100;

    static final int CONTROL = 0;
    static final int TREATMENT = 1;

    private static final double MOST_CLICKS = 0.95;

    /** Events of a window, by default. */
    private static final int MOST_REMEMBERED = 50;

    private final ExperimentTraffic traffic;
    private final ExperimentTraffic.Outcomes outcomes;
    private final double lift;
    private final UniformRandomProvider random;
    private final ZigguratSampler.NormalizedGaussian normal;
    private final ZigguratSampler.Exponential exponential;
    private final double[] rates;
    private final double[] clickRates;
    private final boolean[] known;
    private final byte[] variants;
    private final UserTotals[] totals;
    private final VisitsByPeek visits;
    private final RunningMoments[] moments = {new RunningMoments(), new RunningMoments()};
    private int peek;

    /**
     * @param lift of the treatment's click rate, 0 for none
     */
    SimulatedExperiment(ExperimentTraffic traffic, double lift, long seed) {
        this.traffic = traffic;
        this.outcomes = traffic.outcomes();
        this.lift = lift;
        this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        this.normal = ZigguratSampler.NormalizedGaussian.of(random);
        this.exponential = ZigguratSampler.Exponential.of(random);
        int users = traffic.population();
        this.rates = new double[users];
        this.clickRates = new double[users];
        this.known = new boolean[users];
        this.variants = new byte[users];
        this.totals = new UserTotals[users];
        this.visits = new VisitsByPeek((int) Math.round(PEEKS * traffic.length()));
        for (int user = 0; user < users; user++) {
            draw(user);
        }
    }

    private void draw(int user) {
        rates[user] = logNormal(traffic.visits().mean(), traffic.visits().spread());
        clickRates[user] =
                Math.min(MOST_CLICKS, logNormal(outcomes.clickRate(), outcomes.clickSpread()));
        known[user] = random.nextDouble() < traffic.known();
        double moment = known[user] ? 0 : random.nextDouble() * traffic.length();
        while (true) {
            moment += exponential.sample() / rates[user];
            if (moment >= traffic.length()) {
                return;
            }
            visits.add((int) (moment * PEEKS), user);
        }
    }

    boolean hasNext() {
        return peek < visits.peeks();
    }

    /** Goes on to the next peek. */
    void next() {
        visits.forEach(peek, this::visit);
        peek++;
    }

    Moments moments(int variant) {
        return moments[variant].moments();
    }

    private void visit(int user) {
        UserTotals old = totals[user];
        if (old == null) {
            variants[user] =
                    (byte) (random.nextDouble() < traffic.treatmentShare() ? TREATMENT : CONTROL);
            old = UserTotals.enrolled(known[user] ? before(user) : 0);
            moments[variants[user]].add(old);
        }
        UserTotals now = after(old, user);
        totals[user] = now;
        moments[variants[user]].replace(old, now);
    }

    private UserTotals after(UserTotals old, int user) {
        double rate = clickRates[user] * (variants[user] == TREATMENT ? 1 + lift : 1);
        int slates = slates();
        int clicks = successes(slates, Math.min(MOST_CLICKS, rate));
        int conversions = successes(clicks, outcomes.conversionRate());
        double value = 0;
        for (int i = 0; i < conversions; i++) {
            value += logNormal(outcomes.meanValue(), outcomes.valueSpread());
        }
        return new UserTotals(
                old.exposures() + slates,
                old.clicks() + clicks,
                old.conversions() + conversions,
                old.value() + value,
                old.before());
    }

    /** What a window knows of the time before, as the job takes it for CUPED. */
    private int before(int user) {
        return Math.min(MOST_REMEMBERED, clicksBefore(user));
    }

    private int clicksBefore(int user) {
        int clicks = 0;
        double moment = exponential.sample() / rates[user];
        while (moment < 1) {
            clicks += successes(slates(), clickRates[user]);
            moment += exponential.sample() / rates[user];
        }
        return clicks;
    }

    private int slates() {
        int slates = 1;
        while (random.nextDouble() < traffic.visits().oneMoreSlate()) {
            slates++;
        }
        return slates;
    }

    private int successes(int trials, double probability) {
        int successes = 0;
        for (int i = 0; i < trials; i++) {
            if (random.nextDouble() < probability) {
                successes++;
            }
        }
        return successes;
    }

    private double logNormal(double mean, double spread) {
        return mean * Math.exp(spread * normal.sample() - spread * spread / 2);
    }
}
