package io.freshet.job.state;

import io.freshet.core.domain.ModelRelease;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What the job was told to do.
 *
 * <p><b>Owned state:</b> {@code announcements}, the number of the newest; {@code model-slots},
 * those with a release; {@code experiments}, those that are followed; {@code experiments-in-wait},
 * the newest records of those that name a slot without one. <b>Key:</b> one for all. <b>Bound:</b>
 * what the topics keep: a record for each slot and experiment, and 100 in wait. <b>TTL:</b> none;
 * what is given up, removed or over goes. <b>Evolution:</b> experiments are the JSON of their
 * topic.
 */
public final class ControlState {

    private static final int MOST_IN_WAIT = 100;

    private final ValueState<Long> announcements;
    private final MapState<String, Boolean> slots;
    private final MapState<String, StoredExperiment> experiments;
    private final MapState<String, StoredExperiment> inWait;

    public ControlState(RuntimeContext context) {
        announcements = context.getState(new ValueStateDescriptor<>("announcements", Types.LONG));
        slots =
                context.getMapState(
                        new MapStateDescriptor<>("model-slots", Types.STRING, Types.BOOLEAN));
        experiments =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "experiments",
                                Types.STRING,
                                TypeInformation.of(StoredExperiment.class)));
        inWait =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "experiments-in-wait",
                                Types.STRING,
                                TypeInformation.of(StoredExperiment.class)));
    }

    /** A number for an announcement, above all before. */
    public long nextNumber() throws Exception {
        Long newest = announcements.value();
        long next = newest == null ? 1 : newest + 1;
        announcements.update(next);
        return next;
    }

    /** A release for the slot was announced. */
    public void addSlot(String slot) throws Exception {
        slots.put(slot, true);
    }

    /** The slot was given up. */
    public void removeSlot(String slot) throws Exception {
        slots.remove(slot);
    }

    /** Slots that have or may get a model. */
    public Set<String> slots() throws Exception {
        Set<String> all = new TreeSet<>();
        slots.keys().forEach(all::add);
        all.add(ModelRelease.DEFAULT_SLOT);
        return all;
    }

    /** Puts an experiment in the place of that of its id. */
    public void putExperiment(StoredExperiment experiment) throws Exception {
        experiments.put(experiment.experimentId(), experiment);
    }

    /** Forgets an experiment. */
    public void removeExperiment(String experimentId) throws Exception {
        experiments.remove(experimentId);
    }

    /** The one of that id that is followed. */
    public Optional<StoredExperiment> experiment(String experimentId) throws Exception {
        return Optional.ofNullable(experiments.get(experimentId));
    }

    /** Those that are followed, by id. */
    public List<StoredExperiment> experiments() throws Exception {
        return byId(experiments);
    }

    /** Keeps a record that may be followed once there is a slot more; of too many it keeps none. */
    public void putInWait(StoredExperiment experiment) throws Exception {
        if (byId(inWait).size() < MOST_IN_WAIT) {
            inWait.put(experiment.experimentId(), experiment);
        }
    }

    /** Forgets what waits of an experiment. */
    public void removeInWait(String experimentId) throws Exception {
        inWait.remove(experimentId);
    }

    /** The records that wait for a slot, by id. */
    public List<StoredExperiment> inWait() throws Exception {
        return byId(inWait);
    }

    private static List<StoredExperiment> byId(MapState<String, StoredExperiment> state)
            throws Exception {
        List<StoredExperiment> all = new ArrayList<>();
        state.values().forEach(all::add);
        all.sort(Comparator.comparing(StoredExperiment::experimentId));
        return all;
    }
}
