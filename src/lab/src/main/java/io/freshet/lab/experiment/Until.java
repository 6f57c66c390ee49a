package io.freshet.lab.experiment;

import java.util.Arrays;
import java.util.List;

/**
 * How many users experiments took.
 *
 * @param found share of experiments in which it was noticed before the end
 * @param mean with those that did not notice counted up to their end
 * @param median users
 * @param most that 90 % of experiments needed
 */
public record Until(double found, double mean, double median, double most) {

    /**
     * Of experiments.
     *
     * @param users of each, negative where it was not noticed with so many
     */
    static Until of(List<Double> users) {
        double[] sorted = users.stream().mapToDouble(Math::abs).sorted().toArray();
        return new Until(
                Share.of(users, each -> each > 0),
                Arrays.stream(sorted).average().orElseThrow(),
                sorted[sorted.length / 2],
                sorted[sorted.length * 9 / 10]);
    }
}
