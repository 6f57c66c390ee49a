package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.scoring.onnx.OnnxSettings;
import io.freshet.job.config.ReleaseSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a ranker comes from. Subtasks of a process that name the same share it.
 *
 * @param bundle directory on this machine, or where copies of released bundles lie
 * @param release what is to be fetched to there; empty for a bundle that lies there itself
 * @param onnx how it runs
 * @param fetching what fetching is held to
 */
record ModelSource(
        Path bundle, Optional<ModelRelease> release, OnnxSettings onnx, ReleaseSettings fetching) {

    ModelSource {
        requireNonNull(bundle, "bundle");
        requireNonNull(release, "release");
        requireNonNull(onnx, "onnx");
        requireNonNull(fetching, "fetching");
    }
}
