package io.freshet.lab.experiment;

import static java.util.Objects.requireNonNull;

/**
 * What the users of a made-up experiment are like. A user is enrolled with the first visit, so the
 * active come first. Some were there before the experiment, the others appear evenly.
 *
 * @param population users, of whom some never come
 * @param length of the experiment; 1 is the planned one
 * @param known share of users that were there before, with as long a past as a length of 1
 * @param treatmentShare of users that get the treatment
 */
public record ExperimentTraffic(
        int population,
        double length,
        double known,
        double treatmentShare,
        Visits visits,
        Outcomes outcomes) {

    public ExperimentTraffic {
        requireNonNull(visits, "visits");
        requireNonNull(outcomes, "outcomes");
    }

    /**
     * How often users come; it differs between them, log-normally.
     *
     * @param mean of a user in a length of 1
     * @param spread standard deviation of the logarithm, over users
     * @param oneMoreSlate probability that a visit shows another slate
     */
    public record Visits(double mean, double spread, double oneMoreSlate) {}

    /**
     * What users do with slates; how much they click differs between them, log-normally.
     *
     * @param clickRate of a slate, on average
     * @param clickSpread standard deviation of the logarithm, over users
     * @param conversionRate of a click
     * @param meanValue of a conversion
     * @param valueSpread standard deviation of the logarithm, over conversions
     */
    public record Outcomes(
            double clickRate,
            double clickSpread,
            double conversionRate,
            double meanValue,
            double valueSpread) {}

    /**
     * Like a shop's: two visits a user, but half of the users come less than 1.2 times; two and a
     * half slates a visit, one slate in ten clicked, one click in ten a conversion. The users of
     * {@link io.freshet.lab.traffic.TrafficSimulator} are all alike in this, which would be too
     * easy.
     */
    public static ExperimentTraffic usual(int population) {
        return new ExperimentTraffic(
                population, 1, 0.6, 0.5, new Visits(2, 1, 0.6), new Outcomes(0.1, 0.7, 0.1, 30, 1));
    }

    /** Of other numbers of users and of another length. */
    public ExperimentTraffic with(int otherPopulation, double otherLength) {
        return new ExperimentTraffic(
                otherPopulation, otherLength, known, treatmentShare, visits, outcomes);
    }

    /** With another share of users in the treatment. */
    public ExperimentTraffic withTreatmentShare(double share) {
        return new ExperimentTraffic(population, length, known, share, visits, outcomes);
    }

    /** With other users: all were there before, and each comes so often. */
    public ExperimentTraffic ofRegulars(double meanVisits) {
        return new ExperimentTraffic(
                population,
                length,
                1,
                treatmentShare,
                new Visits(meanVisits, visits.spread(), visits.oneMoreSlate()),
                outcomes);
    }
}
