package io.freshet.job.operator;

import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.sharing.Shared;
import org.apache.flink.api.common.JobID;

/**
 * The table of counts of each job in this process: counts come in through one operator and are read
 * by another in the same slot, without an edge that would break the chain from window to slate.
 */
final class CountsTables {

    /** Static because it belongs to the process, not to a subtask: a table is filled once. */
    private static final Shared<Key, CountsTable> TABLES =
            new Shared<>(key -> new CountsTable(key.atHand()), table -> {});

    private record Key(JobID job, long atHand) {}

    private CountsTables() {}

    /**
     * A share in the table of a job.
     *
     * @param atHand most neighbours that it holds
     */
    static Shared.Lease<CountsTable> lease(JobID job, long atHand) {
        return TABLES.lease(new Key(job, atHand));
    }
}
