package io.freshet.job.state;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The releases of every slot.
 *
 * <p><b>Owned state:</b> {@code model-releases}, by slot. <b>Key:</b> none; every subtask has all
 * of it. In a checkpoint all have the same, for it changes with what comes in line with the barrier
 * and with the coordinator's word, and with nothing that a subtask finds out by itself.
 * <b>Bound:</b> the most slots that the configuration permits, and for a moment those that are
 * refused. <b>TTL:</b> none. <b>Evolution:</b> records, by the names of their fields.
 */
public final class ReleaseState {

    private static final MapStateDescriptor<String, SlotReleases> DESCRIPTOR =
            new MapStateDescriptor<>(
                    "model-releases", Types.STRING, TypeInformation.of(SlotReleases.class));

    private final BroadcastState<String, SlotReleases> slots;

    /** Owned by the operator whose store this is. */
    public ReleaseState(OperatorStateStore store) throws Exception {
        slots = store.getBroadcastState(DESCRIPTOR);
    }

    /** Those of a slot; none for one that nobody knows. */
    public SlotReleases of(String slot) throws Exception {
        SlotReleases found = slots.get(slot);
        return found == null ? SlotReleases.NONE : found;
    }

    /** Puts them in the place of the slot's. */
    public void put(String slot, SlotReleases releases) throws Exception {
        if (releases.isEmpty()) {
            slots.remove(slot);
            return;
        }
        slots.put(slot, releases);
    }

    /** Forgets a slot. */
    public void remove(String slot) throws Exception {
        slots.remove(slot);
    }

    /** A copy of all that is known. */
    public Map<String, SlotReleases> all() throws Exception {
        Map<String, SlotReleases> all = new TreeMap<>();
        for (Map.Entry<String, SlotReleases> each : slots.immutableEntries()) {
            all.put(each.getKey(), each.getValue());
        }
        return all;
    }
}
