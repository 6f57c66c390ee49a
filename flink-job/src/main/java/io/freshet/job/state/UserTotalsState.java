package io.freshet.job.state;

import io.freshet.core.domain.Assignment;
import io.freshet.core.experiment.statistic.UserTotals;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What the current user did in each experiment.
 *
 * <p><b>Owned state:</b> {@code user-totals}, by experiment and variant, five numbers. <b>Key:</b>
 * user. <b>Bound:</b> the experiments that the user was in. <b>TTL:</b> 90 days since the last
 * change. <b>Evolution:</b> numbers in the order of {@link UserTotals}; new ones go to the end.
 */
public final class UserTotalsState {

    private static final Duration TTL = Duration.ofDays(90);
    private static final long CLEAN_UP_EVERY_ENTRIES = 1_000;

    private final MapState<String, double[]> totals;

    public UserTotalsState(RuntimeContext context) {
        MapStateDescriptor<String, double[]> descriptor =
                new MapStateDescriptor<>(
                        "user-totals",
                        Types.STRING,
                        PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO);
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(TTL)
                        .cleanupInRocksdbCompactFilter(CLEAN_UP_EVERY_ENTRIES)
                        .build());
        totals = context.getMapState(descriptor);
    }

    /** What the user did with a variant; empty for a user who is not enrolled. */
    public Optional<UserTotals> get(Assignment assignment) throws Exception {
        double[] found = totals.get(key(assignment));
        return found == null
                ? Optional.empty()
                : Optional.of(new UserTotals(found[0], found[1], found[2], found[3], found[4]));
    }

    /** Puts totals in the place of the user's. */
    public void put(Assignment assignment, UserTotals now) throws Exception {
        totals.put(
                key(assignment),
                new double[] {
                    now.exposures(), now.clicks(), now.conversions(), now.value(), now.before()
                });
    }

    private static String key(Assignment assignment) {
        return assignment.experimentId() + '|' + assignment.variant();
    }
}
