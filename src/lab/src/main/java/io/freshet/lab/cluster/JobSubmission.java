package io.freshet.lab.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code flink run} is told.
 *
 * @param jar of the job
 * @param parallelism at least 1
 * @param savepoint to begin with, or null
 * @param options of the job and of Flink
 */
public record JobSubmission(
        Path jar, int parallelism, @Nullable String savepoint, Map<String, String> options) {

    private static final String MAIN = "io.freshet.job.RecommenderJob";

    public JobSubmission {
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "parallelism is " + parallelism + ", expected 1 or more");
        }
        options = Map.copyOf(options);
    }

    /** Begins without state. */
    public JobSubmission(Path jar, int parallelism, Map<String, String> options) {
        this(jar, parallelism, null, options);
    }

    /** The same job from a savepoint. */
    public JobSubmission from(String location, int newParallelism) {
        return new JobSubmission(jar, newParallelism, location, options);
    }

    /** The same job with other options beside those that it has, or in their place. */
    public JobSubmission with(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(others);
        return new JobSubmission(jar, parallelism, savepoint, all);
    }

    List<String> arguments() {
        List<String> all = new ArrayList<>(List.of("run", "--detached"));
        all.addAll(List.of("--parallelism", Integer.toString(parallelism)));
        if (savepoint != null) {
            all.addAll(List.of("--fromSavepoint", savepoint));
        }
        new TreeMap<>(options).forEach((key, value) -> all.add("-D" + key + "=" + value));
        all.addAll(List.of("--class", MAIN, jar.toString()));
        return all;
    }
}
