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

    static final double HOUR_MILLIS = 3_600_000;

    private static final String BASKET_GAP = "basket_gap_hours";

    /**
     * A setting that has to be there.
     *
     * @throws BundleException if it is not, or is no finite number
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
        throw refused(name, "a whole number up to " + Integer.MAX_VALUE);
    }

    /** Whether it is said what a basket is, be it that there are none: older bundles do not. */
    boolean saysBasketGap() {
        return settings.containsKey(BASKET_GAP);
    }

    /**
     * What a basket is.
     *
     * @throws BundleException if its gap is no time
     */
    BasketGap basketGap() {
        double hours = getOr(BASKET_GAP, -1);
        if (settings.get(BASKET_GAP) != null && hours < 0) {
            throw refused(BASKET_GAP, "0 or more");
        }
        return hours < 0 ? BasketGap.NONE : new BasketGap(Math.round(hours * HOUR_MILLIS));
    }

    /** A setting that may be missing or null. */
    double getOr(String name, double absent) {
        return settings.get(name) == null ? absent : get(name);
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
}
