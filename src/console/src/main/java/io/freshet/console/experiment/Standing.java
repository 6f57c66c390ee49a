package io.freshet.console.experiment;

import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.VariantMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an experiment stands.
 *
 * @param state null while nobody has said it
 * @param reason why it is refused, or what its experimenter should know
 * @param since when the state began, epoch milliseconds
 * @param surfaces where it runs; empty: everywhere
 * @param sampleRatioPValue how well the numbers of users fit the shares, the smallest so far
 * @param sampleRatioAlarm whether they do not, so that the figures may not be trusted
 */
public record Standing(
        String experimentId,
        @Nullable ExperimentState state,
        @Nullable String reason,
        @Nullable Long since,
        List<String> surfaces,
        @Nullable Long start,
        @Nullable Long end,
        @Nullable Double sampleRatioPValue,
        boolean sampleRatioAlarm,
        List<OfVariant> variants) {

    public Standing {
        surfaces = List.copyOf(surfaces);
        variants = List.copyOf(variants);
    }

    /**
     * A variant.
     *
     * @param share of the users; null where the newest record of the experiment lacks it
     * @param metrics null while there are none
     */
    public record OfVariant(
            String name,
            @Nullable Double share,
            boolean control,
            @Nullable VariantMetrics metrics) {}
}
