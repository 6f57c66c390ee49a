package io.freshet.job.state;

import java.util.List;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The experiments by which users get their variants.
 *
 * <p><b>Owned state:</b> {@code followed-experiments}, one set. <b>Key:</b> none; every subtask has
 * all of it and all have the same. <b>Bound:</b> the experiments that run or are to run.
 * <b>TTL:</b> none; they go when they are over. <b>Evolution:</b> experiments are the JSON of their
 * topic.
 */
public final class FollowedExperiments {

    public static final MapStateDescriptor<Byte, ExperimentSet> DESCRIPTOR =
            new MapStateDescriptor<>(
                    "followed-experiments", Types.BYTE, TypeInformation.of(ExperimentSet.class));

    private static final byte ALL = 0;

    private FollowedExperiments() {}

    /** The set; empty before there was one. */
    public static List<StoredExperiment> read(ReadOnlyBroadcastState<Byte, ExperimentSet> state)
            throws Exception {
        ExperimentSet found = state.get(ALL);
        return found == null ? List.of() : found.experiments();
    }

    /** Puts a set in the place of the one before. */
    public static void write(BroadcastState<Byte, ExperimentSet> state, ExperimentSet set)
            throws Exception {
        state.put(ALL, set);
    }
}
