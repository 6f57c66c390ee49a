package io.freshet.core.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Windows, the inputs that Python's encoder made of them, and the outputs that PyTorch gave. All
 * shapes fit together.
 *
 * @param tolerance largest differences allowed
 * @param cases the vectors, at least one
 */
public record GoldenVectors(Tolerance tolerance, List<Case> cases) {

    public GoldenVectors {
        BundleException.unless(tolerance != null, "field 'tolerance' is missing");
        BundleException.unless(
                cases != null && !cases.isEmpty(), "has no case: the model cannot be proved");
        cases = whole(cases, "a case");
    }

    private static <T> List<T> whole(@Nullable List<T> list, String what) {
        BundleException.unless(
                list != null && list.stream().noneMatch(Objects::isNull), what + " is null");
        return List.copyOf(list);
    }

    /** Largest absolute difference of a score and of an attention weight. */
    public record Tolerance(float score, float attention) {

        public Tolerance {
            BundleException.unless(
                    isTolerable(score) && isTolerable(attention),
                    "tolerances are "
                            + score
                            + " and "
                            + attention
                            + ", expected finite numbers from 0");
        }

        private static boolean isTolerable(float difference) {
            return Float.isFinite(difference) && difference >= 0;
        }
    }

    /** One vector. */
    public record Case(String name, List<Entry> behaviour, Inputs inputs, Outputs outputs) {

        public Case {
            BundleException.unless(
                    name != null && inputs != null && outputs != null,
                    "case '" + name + "' has no name, no inputs or no outputs");
            behaviour = whole(behaviour, "behaviour or an entry of it in case '" + name + "'");
            BundleException.unless(
                    outputs.areOf(inputs),
                    "outputs of case '"
                            + name
                            + "' are not of its k "
                            + inputs.k()
                            + ", its window "
                            + inputs.window()
                            + " and its candidates "
                            + inputs.candidate()[0].length);
        }
    }

    /** An interaction of the window, oldest first. */
    public record Entry(String itemId, String type, long timestamp) {

        public Entry {
            BundleException.unless(
                    itemId != null && type != null, "an entry has no itemId or no type");
        }
    }

    /** Tensors {@code [1, window]}, one of {@code [1, candidates]} and the best items asked for. */
    @SuppressWarnings("ArrayRecordComponent") // read from JSON and walked, never compared
    public record Inputs(
            long[][] item,
            @JsonProperty("event_type") long[][] eventType,
            @JsonProperty("age_seconds") float[][] ageSeconds,
            long[][] candidate,
            int k) {

        public Inputs {
            BundleException.unless(
                    isOneRow(item)
                            && isOneRow(eventType)
                            && isOneRow(ageSeconds)
                            && isOneRow(candidate),
                    "inputs are not item, event_type and age_seconds [1, window] and candidate [1,"
                            + " candidates]");
            BundleException.unless(
                    eventType[0].length == item[0].length && ageSeconds[0].length == item[0].length,
                    "inputs are of different windows");
            BundleException.unless(k >= 1, "k is " + k + ", expected at least 1");
        }

        int window() {
            return item[0].length;
        }
    }

    /** Tensors {@code [1, k]} twice, {@code [1, k, window]} and {@code [1, candidates]}. */
    @SuppressWarnings("ArrayRecordComponent") // read from JSON and walked, never compared
    public record Outputs(
            @JsonProperty("top_item") long[][] topItem,
            @JsonProperty("top_score") float[][] topScore,
            @JsonProperty("top_attention") float[][][] topAttention,
            @JsonProperty("candidate_score") float[][] candidateScore) {

        public Outputs {
            BundleException.unless(
                    isOneRow(topItem)
                            && isOneRow(topScore)
                            && isOneRow(topAttention)
                            && isOneRow(candidateScore),
                    "outputs are not top_item and top_score [1, k], top_attention [1, k, window]"
                            + " and candidate_score [1, candidates]");
        }

        private boolean areOf(Inputs inputs) {
            return topItem[0].length == inputs.k()
                    && topScore[0].length == inputs.k()
                    && topAttention[0].length == inputs.k()
                    && candidateScore[0].length == inputs.candidate()[0].length
                    && Arrays.stream(topAttention[0])
                            .allMatch(
                                    weights ->
                                            weights != null && weights.length == inputs.window());
        }
    }

    private static boolean isOneRow(long @Nullable [] @Nullable [] rows) {
        return rows != null && rows.length == 1 && rows[0] != null;
    }

    private static boolean isOneRow(float @Nullable [] @Nullable [] rows) {
        return rows != null && rows.length == 1 && rows[0] != null;
    }

    private static boolean isOneRow(float @Nullable [] @Nullable [][] rows) {
        return rows != null && rows.length == 1 && rows[0] != null;
    }
}
