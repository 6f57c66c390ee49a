package io.freshet.core.bundle;

import static java.util.Objects.requireNonNullElse;

import io.freshet.core.domain.ModelId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code manifest.json} says of a model bundle.
 *
 * @param formatVersion version of the bundle's layout
 * @param name name of the model
 * @param version version of the model
 * @param schema how a window becomes inputs
 * @param windowLength entries that the model reads
 * @param eventTypes event types by index, the first is index 1
 * @param inputs tensors that the graph takes
 * @param outputs tensors that the graph gives
 * @param files every other file of the bundle
 * @param metrics what the model reached where it was made
 * @param origin how it was made
 */
public record Manifest(
        int formatVersion,
        String name,
        String version,
        String schema,
        int windowLength,
        List<String> eventTypes,
        List<Tensor> inputs,
        List<Tensor> outputs,
        List<BundleFile> files,
        Map<String, Double> metrics,
        Map<String, Object> origin) {

    /** The layout that this release reads. */
    public static final int FORMAT_VERSION = 1;

    public Manifest {
        requireText(name, "name");
        requireText(version, "version");
        requireText(schema, "schema");
        if (formatVersion != FORMAT_VERSION) {
            throw new BundleException(
                    "formatVersion is " + formatVersion + ", this release reads " + FORMAT_VERSION);
        }
        if (windowLength < 1) {
            throw new BundleException("windowLength is " + windowLength + ", expected at least 1");
        }
        eventTypes = copy(eventTypes);
        inputs = copy(inputs);
        outputs = copy(outputs);
        files = copy(files);
        metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
        origin = origin == null ? Map.of() : Map.copyOf(origin);
    }

    /** Name and version together. */
    public ModelId modelId() {
        return new ModelId(name, version);
    }

    private static void requireText(@Nullable String text, String field) {
        if (text == null || text.isBlank()) {
            throw new BundleException("field '" + field + "' is missing or empty");
        }
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return List.copyOf(requireNonNullElse(list, List.of()));
    }

    /**
     * A tensor of the graph.
     *
     * @param name its name in the graph
     * @param dtype {@code int64} or {@code float32}
     * @param axes names of its axes, empty for a scalar
     */
    public record Tensor(String name, String dtype, List<String> axes) {

        public Tensor {
            axes = List.copyOf(axes);
        }
    }

    /**
     * A file of the bundle.
     *
     * @param path its name in the bundle's directory
     * @param sha256 checksum, 64 hexadecimal digits
     * @param bytes its size
     */
    public record BundleFile(String path, String sha256, long bytes) {}
}
