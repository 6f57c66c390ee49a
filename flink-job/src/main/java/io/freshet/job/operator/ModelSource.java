package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.scoring.onnx.OnnxSettings;
import io.freshet.job.config.ReleaseSettings;
import java.nio.file.Path;

/** Where a ranker comes from. Subtasks of a process that name the same share it. */
sealed interface ModelSource {

    /** How it runs. */
    OnnxSettings onnx();

    /**
     * A bundle that lies on this machine.
     *
     * @param bundle its directory
     */
    record Configured(Path bundle, OnnxSettings onnx) implements ModelSource {

        public Configured {
            requireNonNull(bundle, "bundle");
            requireNonNull(onnx, "onnx");
        }
    }

    /**
     * A bundle that is fetched.
     *
     * @param copies where copies of released bundles lie
     * @param fetching what fetching is held to
     */
    record Released(ModelRelease release, Path copies, ReleaseSettings fetching, OnnxSettings onnx)
            implements ModelSource {

        public Released {
            requireNonNull(release, "release");
            requireNonNull(copies, "copies");
            requireNonNull(fetching, "fetching");
            requireNonNull(onnx, "onnx");
        }
    }
}
