package io.freshet.core.bundle;

import static java.util.Objects.requireNonNullElse;

import io.freshet.core.bundle.GoldenVectors.Tolerance;
import io.freshet.core.domain.ModelId;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 * @param precisions the graph in each precision that the bundle has; one that lists none, or no
 *     fp32, has that in {@code model.onnx}
 * @param blend how the model's scores go together with counts, if that was fitted
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
        List<ModelFile> precisions,
        @Nullable Blend blend,
        List<BundleFile> files,
        Map<String, Double> metrics,
        Map<String, Object> origin) {

    /** The layout that this release reads. */
    public static final int FORMAT_VERSION = 2;

    /** The graph in fp32. */
    static final String MODEL = "model.onnx";

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
        eventTypes = copy(eventTypes, "eventTypes");
        BundleException.unless(
                Set.copyOf(eventTypes).size() == eventTypes.size(),
                "field 'eventTypes' names a type twice");
        inputs = copy(inputs, "inputs");
        outputs = copy(outputs, "outputs");
        precisions = copy(precisions, "precisions");
        files = copy(files, "files");
        checkPrecisions(precisions, files);
        metrics = copy(metrics);
        origin = copy(origin);
    }

    /** Name and version together. */
    public ModelId modelId() {
        return new ModelId(name, version);
    }

    private static void checkPrecisions(List<ModelFile> precisions, List<BundleFile> files) {
        Set<String> found = new HashSet<>();
        for (ModelFile model : precisions) {
            BundleException.unless(
                    found.add(model.precision()),
                    "field 'precisions' names " + model.precision() + " twice");
            BundleException.unless(
                    files.stream().anyMatch(file -> file.path().equals(model.path())),
                    "the model in "
                            + model.precision()
                            + " is "
                            + model.path()
                            + ", which field 'files' does not list");
            BundleException.unless(
                    !model.precision().equals(Precision.FP32.id()) || model.path().equals(MODEL),
                    "the model in fp32 is " + model.path() + ", expected " + MODEL);
        }
    }

    private static void requireText(@Nullable String text, String field) {
        if (text == null || text.isBlank()) {
            throw new BundleException("field '" + field + "' is missing or empty");
        }
        // Names go into every slate, and half of a surrogate pair cannot be written.
        BundleException.unless(
                StandardCharsets.UTF_8.newEncoder().canEncode(text),
                "field '" + field + "' has half of a surrogate pair, expected Unicode text");
    }

    private static <T> List<T> copy(@Nullable List<T> list, String field) {
        List<T> found = requireNonNullElse(list, List.of());
        BundleException.unless(
                found.stream().noneMatch(Objects::isNull), "field '" + field + "' has a null");
        return List.copyOf(found);
    }

    /** Values may be null: what is said of metrics and origin is for people. */
    private static <T> Map<String, T> copy(@Nullable Map<String, T> map) {
        return Collections.unmodifiableMap(
                new LinkedHashMap<>(requireNonNullElse(map, Map.<String, T>of())));
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
            requireText(name, "name");
            axes = copy(axes, "axes");
        }
    }

    /**
     * The graph in one precision.
     *
     * @param precision {@code fp32}, {@code fp16}, {@code int8}, or one that a later release knows
     * @param path its name in the bundle's directory
     * @param tolerance how exactly it reproduces the golden vectors
     */
    public record ModelFile(String precision, String path, Tolerance tolerance) {

        public ModelFile {
            requireText(precision, "precision");
            requireText(path, "path");
            BundleException.unless(
                    tolerance != null, "the model in " + precision + " has no tolerance");
        }
    }

    /**
     * A file of the bundle.
     *
     * @param path its name in the bundle's directory
     * @param sha256 checksum, 64 hexadecimal digits
     * @param bytes its size
     */
    public record BundleFile(String path, String sha256, long bytes) {

        public BundleFile {
            requireText(path, "path");
            requireText(sha256, "sha256");
        }

        /**
         * Where it lies.
         *
         * @throws BundleException if that is not within the bundle
         */
        Path in(Path directory) {
            // Absolute, or '.' would seem to hold none of its files, and '..' those above it.
            Path bundle = directory.toAbsolutePath().normalize();
            try {
                Path file = bundle.resolve(path).normalize();
                BundleException.unless(
                        file.startsWith(bundle),
                        "the manifest lists " + path + ", which lies outside the bundle");
                return file;
            } catch (InvalidPathException e) {
                throw new BundleException(
                        "the manifest lists a file that cannot be: " + e.getMessage(), e);
            }
        }
    }
}
