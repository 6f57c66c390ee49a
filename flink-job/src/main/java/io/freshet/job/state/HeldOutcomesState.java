package io.freshet.job.state;

import io.freshet.job.serde.OutcomeRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;

/**
 * Outcomes that were decided and have not left.
 *
 * <p><b>Owned state:</b> {@code held-outcomes}, each as JSON. <b>Key:</b> none; a restore deals
 * them out to the subtasks. <b>Bound:</b> what its user holds. <b>TTL:</b> none, they leave with
 * the next checkpoint. <b>Evolution:</b> that of the topic {@code outcomes}.
 */
public final class HeldOutcomesState {

    private final ListState<byte[]> outcomes;

    /** Owned by the operator whose store this is. */
    public HeldOutcomesState(OperatorStateStore store) throws Exception {
        outcomes =
                store.getListState(
                        new ListStateDescriptor<>(
                                "held-outcomes",
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** Those that were held when the state was taken, oldest first. */
    public List<OutcomeRecord> read() throws Exception {
        List<OutcomeRecord> found = new ArrayList<>();
        for (byte[] each : outcomes.get()) {
            found.add(OutcomeRecord.ofJson(each));
        }
        return found;
    }

    /** Puts these in their place. */
    public void write(Iterable<OutcomeRecord> held) throws Exception {
        List<byte[]> all = new ArrayList<>();
        held.forEach(each -> all.add(each.json()));
        outcomes.update(all);
    }
}
