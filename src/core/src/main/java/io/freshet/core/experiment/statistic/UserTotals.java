package io.freshet.core.experiment.statistic;

/**
 * What one user did in one experiment so far. All are sums, so they only grow; each is 0 or more.
 *
 * @param exposures slates shown
 * @param clicks outcomes that are clicks
 * @param conversions outcomes that are conversions
 * @param value of the conversions together
 * @param before activity before the experiment began, fixed at enrolment: no variant can have
 *     changed it
 */
public record UserTotals(
        double exposures, double clicks, double conversions, double value, double before) {

    public UserTotals {
        require(exposures, "exposures");
        require(clicks, "clicks");
        require(conversions, "conversions");
        require(value, "value");
        require(before, "before");
    }

    /** Of a user who has just been enrolled. */
    public static UserTotals enrolled(double before) {
        return new UserTotals(0, 0, 0, 0, before);
    }

    /** The same, with what the user did before the experiment. */
    public UserTotals withBefore(double activity) {
        return new UserTotals(exposures, clicks, conversions, value, activity);
    }

    private static void require(double total, String field) {
        if (!(total >= 0) || total == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    field + " is " + total + ", expected a number of 0 or more");
        }
    }
}
