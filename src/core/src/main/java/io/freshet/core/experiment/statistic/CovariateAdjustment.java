package io.freshet.core.experiment.statistic;

import static java.util.Objects.requireNonNull;

/**
 * CUPED: takes from a metric what users' activity before the experiment explains of it (Deng, Xu,
 * Kohavi, Walker 2013: Improving the Sensitivity of Online Controlled Experiments by Utilizing
 * Pre-Experiment Data, WSDM; of ratios it is the linear residual that is adjusted). Chance gives
 * one variant the more active users; that part of a difference goes, and no variant can have caused
 * it. One theta serves all variants, so that differences stay unbiased.
 *
 * @param theta of the metric's residual on the covariate, least squares over all users
 * @param center mean of the covariate over all users
 */
public record CovariateAdjustment(Metric metric, double theta, double center) {

    public CovariateAdjustment {
        requireNonNull(metric, "metric");
    }

    /**
     * Fitted.
     *
     * @param all moments of all variants together, for which the metric is defined
     */
    public static CovariateAdjustment of(Metric metric, Moments all) {
        Residual residual = new Residual(metric, metric.ratio(all), 0);
        double spread = all.covariance(Total.BEFORE, Total.BEFORE);
        double theta = spread > 0 ? residual.covariance(all, Total.BEFORE) / spread : 0;
        return new CovariateAdjustment(metric, theta, all.mean(Total.BEFORE));
    }

    /** The metric of one variant, adjusted. */
    public Estimate estimate(Moments variant) {
        double ratio = metric.ratio(variant);
        double scale = variant.mean(metric.denominator());
        double surplus = theta * (variant.mean(Total.BEFORE) - center);
        double variance = new Residual(metric, ratio, theta).variance(variant) / variant.users();
        return new Estimate(ratio - surplus / scale, variance / (scale * scale));
    }

    /** How much of a variant's variance is gone: 0.3 for 30 %. Less than 0 if it made it worse. */
    public double saved(Moments variant) {
        double before = metric.estimate(variant).variance();
        return before > 0 ? 1 - estimate(variant).variance() / before : 0;
    }
}
