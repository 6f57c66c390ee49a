package io.freshet.job.operator;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.retrieval.BasketGap;
import java.util.Map;

/**
 * The settings of a blend's count, which are numbers or null.
 *
 * @param count its name, for messages
 */
record CountNumbers(String count, Map<String, Object> settings) {

    private static final double HOUR_MILLIS = 3_600_000;

    /**
     * A setting that has to be there.
     *
     * @throws BundleException if it is not, or is no number
     */
    double get(String name) {
        if (settings.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new BundleException(
                "the blend's count '"
                        + count
                        + "' has "
                        + settings.get(name)
                        + " as "
                        + name
                        + ", expected a number");
    }

    /** Whether a setting is there, be it null: older bundles do not have all. */
    boolean has(String name) {
        return settings.containsKey(name);
    }

    /** The setting {@code basket_gap_hours}, which may be missing or null. */
    BasketGap basketGap() {
        double hours = getOr("basket_gap_hours", -1);
        return hours < 0 ? BasketGap.NONE : new BasketGap(Math.round(hours * HOUR_MILLIS));
    }

    /** A setting that may be missing or null. */
    double getOr(String name, double absent) {
        return settings.get(name) == null ? absent : get(name);
    }
}
