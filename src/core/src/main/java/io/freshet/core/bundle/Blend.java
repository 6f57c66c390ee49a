package io.freshet.core.bundle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * How the scores of a model and of counts become one score, as it was fitted where the model was
 * made. The model's own weight is 1. Weights, epsilons and settings are by the name of the count.
 *
 * @param form {@code log-linear}: to the model's log-probability is added, for each count, {@code
 *     weight * log(share + epsilon)}; {@code z-score}: scores are standardised over the vocabulary
 *     and added by weight
 * @param weights weight of each count, at least one
 * @param epsilon share of an item that a count does not know, more than 0
 * @param counts settings of each count
 * @param unknown how far the share of a count stands for the model's probability of an item that
 *     the model does not know, 0 to 1; of a count that is not named 1
 */
public record Blend(
        String form,
        Map<String, Double> weights,
        Map<String, Double> epsilon,
        Map<String, Map<String, Object>> counts,
        @Nullable Map<String, Double> unknown) {

    private static final Set<String> FORMS = Set.of("log-linear", "z-score");

    public Blend {
        BundleException.unless(
                form != null && FORMS.contains(form),
                "blend's form is '" + form + "', expected one of " + new TreeSet<>(FORMS));
        weights = copy(weights, "weights");
        epsilon = copy(epsilon, "epsilon");
        counts = copy(counts, "counts");
        unknown = unknown == null ? Map.of() : copy(unknown, "unknown");
        BundleException.unless(!weights.isEmpty(), "blend has no weights, expected at least one");
        BundleException.unless(
                weights.keySet().equals(epsilon.keySet()),
                "blend has weights of " + weights.keySet() + " and epsilon of " + epsilon.keySet());
        BundleException.unless(
                counts.keySet().containsAll(weights.keySet()),
                "blend has weights of " + weights.keySet() + " and counts " + counts.keySet());
        require(weights, "weights", Double::isFinite, "a finite number");
        require(epsilon, "epsilon", value -> value > 0 && Double.isFinite(value), "more than 0");
        require(unknown, "unknown", value -> value >= 0 && value <= 1, "0 to 1");
    }

    /** How far the share of a count stands for the probability of an item without one. */
    public double ofUnknown(String count) {
        return unknown.getOrDefault(count, 1.0);
    }

    private static void require(
            Map<String, Double> values, String field, DoublePredicate permitted, String expected) {
        values.forEach(
                (count, value) ->
                        BundleException.unless(
                                permitted.test(value),
                                "blend's "
                                        + field
                                        + " of '"
                                        + count
                                        + "' is "
                                        + value
                                        + ", expected "
                                        + expected));
    }

    /** In the order of the file; maps of the JDK's own refuse null and keep no order. */
    private static <T> Map<String, T> copy(@Nullable Map<String, T> map, String field) {
        BundleException.unless(
                map != null && map.values().stream().allMatch(Objects::nonNull),
                "blend's " + field + " are missing or null");
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
