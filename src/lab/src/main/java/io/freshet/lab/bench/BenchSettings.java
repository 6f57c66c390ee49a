package io.freshet.lab.bench;

import static java.util.Objects.requireNonNull;

import io.freshet.lab.job.EmbeddedPipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is measured, and for how long.
 *
 * @param bundle directory of the model bundle
 * @param parallelism of the job, and partitions of the topics
 * @param users who act; their windows are full when the measuring begins
 * @param rounds each measures every part once
 * @param time of a measurement; a load of the open loop takes three times as long
 * @param options of the recommender and of Flink
 */
public record BenchSettings(
        Path bundle,
        int parallelism,
        int users,
        int rounds,
        Duration time,
        Map<String, String> options) {

    private static final Duration SHORTEST = Duration.ofMillis(100);

    public BenchSettings {
        requireNonNull(bundle, "bundle");
        atLeastOne("--parallelism", parallelism);
        atLeastOne("--users", users);
        atLeastOne("--rounds", rounds);
        if (time.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "--time is " + time + ", expected " + SHORTEST + " or more");
        }
        options = Map.copyOf(options);
    }

    /** What parts that begin anew in each round get before a measurement. */
    Duration warmUp() {
        return time.dividedBy(4);
    }

    private static void atLeastOne(String name, int found) {
        if (found < 1) {
            throw new IllegalArgumentException(name + " is " + found + ", expected 1 or more");
        }
    }

    /**
     * The pipeline of the job.
     *
     * @param defaults beneath what the user says
     */
    EmbeddedPipeline.Settings pipeline(Map<String, String> defaults) {
        Map<String, String> all = new LinkedHashMap<>(defaults);
        all.putAll(options);
        return new EmbeddedPipeline.Settings(bundle, parallelism, parallelism, all);
    }
}
