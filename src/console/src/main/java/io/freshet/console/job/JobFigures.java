package io.freshet.console.job;

import org.jspecify.annotations.Nullable;

/**
 * How the job stands. A figure that the job does not tell is null.
 *
 * @param error why nothing else is known; null otherwise
 * @param state as Flink names it, such as RUNNING
 * @param since when it was started, epoch milliseconds
 * @param waiting requests that wait to be scored
 * @param stateBytes of all state at the last checkpoint
 * @param lag events that the job has not read yet
 * @param cuda whether at least one subtask scores on CUDA
 */
public record JobFigures(
        @Nullable String error,
        @Nullable String name,
        @Nullable String state,
        @Nullable Long since,
        @Nullable Tasks tasks,
        @Nullable Long restarts,
        @Nullable Spread batchSize,
        @Nullable Spread scoringMicros,
        @Nullable Spread windowUpdateMicros,
        @Nullable Long waiting,
        @Nullable Long stateBytes,
        @Nullable Long lag,
        @Nullable Boolean cuda,
        @Nullable Checkpoints checkpoint) {

    /** How many tasks run, and how many there are. */
    public record Tasks(int running, int total) {}

    /** Percentiles, of the subtask where they are highest. */
    public record Spread(double p50, double p99, double max) {}

    /**
     * What came of checkpoints.
     *
     * @param at when the last completed one ended, epoch milliseconds; null if none did
     * @param millis how long it took
     * @param bytes that it wrote
     */
    public record Checkpoints(
            long completed,
            long failed,
            @Nullable Long at,
            @Nullable Long millis,
            @Nullable Long bytes) {}

    static JobFigures failed(String error) {
        return new JobFigures(
                error, null, null, null, null, null, null, null, null, null, null, null, null,
                null);
    }
}
