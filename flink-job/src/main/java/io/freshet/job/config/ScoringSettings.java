package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import io.freshet.core.scoring.onnx.OnnxSettings;
import java.io.Serializable;

/**
 * Which model scores and how.
 *
 * @param bundle directory of the model bundle
 * @param maxBatchSize most requests of a batch
 * @param coalescing whether only the newest request of a user is scored
 */
public record ScoringSettings(
        String bundle, OnnxSettings onnx, int maxBatchSize, boolean coalescing)
        implements Serializable {

    public ScoringSettings {
        requireNonNull(bundle, "bundle");
        requireNonNull(onnx, "onnx");
    }
}
