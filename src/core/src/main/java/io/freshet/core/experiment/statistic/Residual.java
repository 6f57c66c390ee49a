package io.freshet.core.experiment.statistic;

/**
 * A ratio made linear: what a user's numerator has over the ratio times the denominator, without
 * what the covariate says of it.
 *
 * @param theta share of the covariate that is taken away; 0 for none
 */
record Residual(Metric metric, double ratio, double theta) {

    /** Over users; rounding can bring a variance of next to nothing below 0, which is 0. */
    double variance(Moments moments) {
        double linear =
                covariance(moments, metric.numerator())
                        - ratio * covariance(moments, metric.denominator())
                        - theta * covariance(moments, Total.BEFORE);
        return Math.max(0, linear);
    }

    /** Of the residual with one of the totals. */
    double covariance(Moments moments, Total total) {
        return moments.covariance(metric.numerator(), total)
                - ratio * moments.covariance(metric.denominator(), total)
                - theta * moments.covariance(Total.BEFORE, total);
    }
}
