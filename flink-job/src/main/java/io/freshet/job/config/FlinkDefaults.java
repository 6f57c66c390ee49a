package io.freshet.job.config;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.rocksdb.CompressionType;

/** What the recommender wants of Flink where the user says nothing. */
public final class FlinkDefaults {

    private FlinkDefaults() {}

    /** The user's configuration with our defaults beneath it. */
    public static Configuration beneath(Configuration user) {
        Configuration all = new Configuration();
        // Messages are immutable records, so they may pass between chained operators as they are.
        all.set(PipelineOptions.OBJECT_REUSE, true);
        all.set(PipelineOptions.GENERIC_TYPES, false);
        all.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        // Events that come in together are scored together.
        all.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(2));
        all.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        all.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        // Slates stay fresh while checkpoints fail; whoever runs the job watches for that.
        all.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        // A failure costs seconds, also the tenth of a bad day.
        all.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        all.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                Duration.ofMillis(500));
        all.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofSeconds(10));
        all.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                Duration.ofSeconds(5));
        all.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        // Windows are rewritten whole and read by key: blocks need no compression, lookups a
        // filter.
        all.set(
                RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL,
                List.of(CompressionType.NO_COMPRESSION));
        all.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        all.addAll(user);
        return all;
    }
}
