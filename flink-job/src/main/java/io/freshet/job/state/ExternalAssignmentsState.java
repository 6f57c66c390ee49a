package io.freshet.job.state;

import io.freshet.core.domain.Assignment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What somebody else says of the current user's variants, by the last record of each experiment.
 *
 * <p><b>Owned state:</b> {@code external-assignments}, a variant by experiment. <b>Key:</b> user.
 * <b>Bound:</b> 100 experiments; of more, the one whose record is the oldest goes. <b>TTL:</b> 90
 * days since a slate of the experiment asked, so that of an experiment that is over they go.
 * <b>Evolution:</b> the record's, by Flink; a component added later accepts null.
 */
public final class ExternalAssignmentsState {

    static final int MOST_EXPERIMENTS = 100;

    private static final Duration TTL = Duration.ofDays(90);
    private static final long CLEAN_UP_EVERY_ENTRIES = 1_000;

    private final MapState<String, AssignedVariant> variants;

    public ExternalAssignmentsState(RuntimeContext context) {
        MapStateDescriptor<String, AssignedVariant> descriptor =
                new MapStateDescriptor<>(
                        "external-assignments",
                        Types.STRING,
                        TypeInformation.of(AssignedVariant.class));
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(TTL)
                        .updateTtlOnReadAndWrite()
                        .cleanupInRocksdbCompactFilter(CLEAN_UP_EVERY_ENTRIES)
                        .build());
        variants = context.getMapState(descriptor);
    }

    /**
     * Puts a variant in the place of the user's in that experiment.
     *
     * @param at timestamp of the record that says so, epoch milliseconds
     */
    public void put(Assignment assignment, long at) throws Exception {
        if (!variants.contains(assignment.experimentId())) {
            makeRoom();
        }
        variants.put(assignment.experimentId(), new AssignedVariant(assignment.variant(), at));
    }

    private void makeRoom() throws Exception {
        int found = 0;
        Map.Entry<String, AssignedVariant> oldest = null;
        for (Map.Entry<String, AssignedVariant> each : variants.entries()) {
            found++;
            if (oldest == null || isOlder(each, oldest)) {
                oldest = Map.entry(each.getKey(), each.getValue());
            }
        }
        if (found >= MOST_EXPERIMENTS) {
            variants.remove(oldest.getKey());
        }
    }

    /** Of one age the first by name, so that a replay forgets the same. */
    private static boolean isOlder(
            Map.Entry<String, AssignedVariant> one, Map.Entry<String, AssignedVariant> other) {
        int age = Long.compare(one.getValue().at(), other.getValue().at());
        return age < 0 || age == 0 && one.getKey().compareTo(other.getKey()) < 0;
    }

    /** Takes back whatever was said of the user. */
    public void clear() {
        variants.clear();
    }

    /** The user's variant in an experiment. */
    public Optional<String> variant(String experimentId) {
        try {
            return Optional.ofNullable(variants.get(experimentId)).map(AssignedVariant::variant);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the user's variant in " + experimentId + " cannot be read", e);
        }
    }
}
