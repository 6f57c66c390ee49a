package io.freshet.core.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Windows, the inputs that Python's encoder made of them, and the outputs that PyTorch gave.
 *
 * @param tolerance largest differences allowed
 * @param cases the vectors
 */
public record GoldenVectors(Tolerance tolerance, List<Case> cases) {

    public GoldenVectors {
        cases = List.copyOf(cases);
    }

    /** Largest absolute difference of a score and of an attention weight. */
    public record Tolerance(float score, float attention) {}

    /** One vector. */
    public record Case(String name, List<Entry> behaviour, Inputs inputs, Outputs outputs) {}

    /** An interaction of the window, oldest first. */
    public record Entry(String itemId, String type, long timestamp) {}

    /** Tensors {@code [1, window]} and the number of items asked for. */
    @SuppressWarnings("ArrayRecordComponent") // read from JSON and walked, never compared
    public record Inputs(
            long[][] item,
            @JsonProperty("event_type") long[][] eventType,
            @JsonProperty("age_seconds") float[][] ageSeconds,
            int k) {}

    /** Tensors {@code [1, k]}, {@code [1, k]} and {@code [1, k, window]}. */
    @SuppressWarnings("ArrayRecordComponent") // read from JSON and walked, never compared
    public record Outputs(
            @JsonProperty("top_item") long[][] topItem,
            @JsonProperty("top_score") float[][] topScore,
            @JsonProperty("top_attention") float[][][] topAttention) {}
}
