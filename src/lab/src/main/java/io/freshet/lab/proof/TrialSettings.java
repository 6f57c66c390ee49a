package io.freshet.lab.proof;

import io.freshet.lab.oracle.Promise;
import java.util.HashMap;
import java.util.Map;

/**
 * What a trial begins with.
 *
 * @param traffic what users do
 * @param partitions of the topics
 * @param parallelism of the job
 * @param gated whether the job's connections to the broker can be cut
 * @param promise what the job promises with its options
 * @param options of the job and of Flink
 */
public record TrialSettings(
        ProofTraffic traffic,
        int partitions,
        int parallelism,
        boolean gated,
        Promise promise,
        Map<String, String> options) {

    private static final double EVENTS_PER_SECOND = 150;

    public TrialSettings {
        options = Map.copyOf(options);
    }

    /** Rough traffic over two partitions to a job of parallelism 2, checkpoints every second. */
    public static TrialSettings ordinary(long seed) {
        return new TrialSettings(
                ProofTraffic.rough(EVENTS_PER_SECOND, seed),
                2,
                2,
                false,
                Promise.LAST_SLATE,
                Map.of("execution.checkpointing.interval", "1s"));
    }

    TrialSettings with(ProofTraffic other) {
        return new TrialSettings(other, partitions, parallelism, gated, promise, options);
    }

    TrialSettings withPartitions(int count) {
        return new TrialSettings(traffic, count, parallelism, gated, promise, options);
    }

    TrialSettings withParallelism(int count) {
        return new TrialSettings(traffic, partitions, count, gated, promise, options);
    }

    TrialSettings behindAGate() {
        return new TrialSettings(traffic, partitions, parallelism, true, promise, options);
    }

    /** A process that was given up may write once more. */
    TrialSettings withStragglers() {
        return promising(Promise.NEWEST_SLATE);
    }

    TrialSettings withoutCoalescing() {
        return with("recommender.scoring.coalescing", "false").promising(Promise.EVERY_SLATE);
    }

    TrialSettings inTransactions() {
        return withoutCoalescing()
                .with("recommender.delivery", "exactly-once")
                .promising(Promise.EXACTLY_ONCE);
    }

    private TrialSettings promising(Promise other) {
        return new TrialSettings(traffic, partitions, parallelism, gated, other, options);
    }

    /** With an option of the job or of Flink. */
    public TrialSettings with(String key, String value) {
        Map<String, String> all = new HashMap<>(options);
        all.put(key, value);
        return new TrialSettings(traffic, partitions, parallelism, gated, promise, all);
    }
}
