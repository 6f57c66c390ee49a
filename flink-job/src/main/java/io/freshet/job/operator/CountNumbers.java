package io.freshet.job.operator;

import io.freshet.core.bundle.BundleException;
import java.util.Map;

/**
 * The settings of a blend's count, which are numbers or null.
 *
 * @param count its name, for messages
 */
record CountNumbers(String count, Map<String, Object> settings) {

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

    /** A setting that may be missing or null. */
    double getOr(String name, double absent) {
        return settings.get(name) == null ? absent : get(name);
    }
}
