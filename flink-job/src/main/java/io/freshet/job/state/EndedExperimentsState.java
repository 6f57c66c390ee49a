package io.freshet.job.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Which experiments are followed, and which are over and not forgotten.
 *
 * <p><b>Owned state:</b> {@code ended-experiments}, of this subtask, and a copy of {@link
 * FollowedExperiments}. <b>Key:</b> none; a restore gives every subtask those of all, since users
 * may have moved. <b>Bound:</b> experiments that were followed, until each has been forgotten.
 * <b>TTL:</b> none. <b>Evolution:</b> records, by the names of their fields.
 */
public final class EndedExperimentsState {

    private static final ListStateDescriptor<EndedExperiment> DESCRIPTOR =
            new ListStateDescriptor<>(
                    "ended-experiments", TypeInformation.of(EndedExperiment.class));

    private final BroadcastState<Byte, ExperimentSet> followed;
    private final ListState<EndedExperiment> ended;

    /** Owned by the operator whose store this is. */
    public EndedExperimentsState(OperatorStateStore store) throws Exception {
        followed = store.getBroadcastState(FollowedExperiments.DESCRIPTOR);
        ended = store.getUnionListState(DESCRIPTOR);
    }

    /**
     * Puts a set in the place of the one that was followed; what is in it no longer has ended.
     *
     * @param forgottenFrom when nothing can come of one that has ended, epoch milliseconds
     */
    public void follow(ExperimentSet set, ToLongFunction<StoredExperiment> forgottenFrom)
            throws Exception {
        Set<String> lives =
                set.experiments().stream().map(LifeKey::life).collect(Collectors.toSet());
        List<EndedExperiment> all = all();
        all.removeIf(each -> lives.contains(LifeKey.life(each)));
        for (StoredExperiment each : FollowedExperiments.read(followed)) {
            if (!lives.contains(LifeKey.life(each))) {
                all.add(
                        new EndedExperiment(
                                each.experimentId(),
                                each.since(),
                                forgottenFrom.applyAsLong(each)));
            }
        }
        ended.update(all);
        FollowedExperiments.write(followed, set);
    }

    /** The ids of those that are followed. */
    public Set<String> followed() throws Exception {
        return FollowedExperiments.read(followed).stream()
                .map(StoredExperiment::experimentId)
                .collect(Collectors.toSet());
    }

    /** Those that are over and not forgotten. */
    public List<EndedExperiment> all() throws Exception {
        return StreamSupport.stream(ended.get().spliterator(), false)
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Nothing is left of some of them. */
    public void forget(Collection<EndedExperiment> gone) throws Exception {
        List<EndedExperiment> left = all();
        left.removeAll(gone);
        ended.update(left);
    }
}
