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
        if (settings.get(name) instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw refused(name, "a number");
    }

    /**
     * A setting that has to be there and counts something.
     *
     * @throws BundleException if it is not, or is no whole number
     */
    int whole(String name) {
        double found = get(name);
        if (found == (int) found) {
            return (int) found;
        }
        throw refused(name, "a whole number");
    }

    private BundleException refused(String name, String expected) {
        return new BundleException(
                "the blend's count '"
                        + count
                        + "' has "
                        + settings.get(name)
                        + " as "
                        + name
                        + ", expected "
                        + expected);
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
