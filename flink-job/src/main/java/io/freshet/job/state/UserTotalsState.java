package io.freshet.job.state;

import io.freshet.core.domain.Assignment;
import io.freshet.core.experiment.statistic.UserTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What the current user did in each experiment.
 *
 * <p><b>Owned state:</b> {@code user-totals}, by experiment and variant, seven numbers. <b>Key:</b>
 * user. <b>Bound:</b> the experiments that the user was in and that are followed, with what may
 * still come of those that are over. <b>TTL:</b> 90 days since the last change. <b>Evolution:</b>
 * the first number is the version. Version 1: since when the experiment is followed in which the
 * user is enrolled, 0 before enrolment, then the numbers of {@link UserTotals} in their order.
 */
public final class UserTotalsState {

    /** By which its keys are found. */
    public static final String NAME = "user-totals";

    private static final Duration TTL = Duration.ofDays(90);
    private static final long CLEAN_UP_EVERY_ENTRIES = 1_000;

    private static final int VERSION_1 = 1;
    private static final int LENGTH_1 = 7;
    private static final long NOT_ENROLLED = 0;

    private final MapState<String, double[]> totals;

    public UserTotalsState(RuntimeContext context) {
        MapStateDescriptor<String, double[]> descriptor =
                new MapStateDescriptor<>(
                        NAME,
                        Types.STRING,
                        PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO);
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(TTL)
                        .cleanupInRocksdbCompactFilter(CLEAN_UP_EVERY_ENTRIES)
                        .build());
        totals = context.getMapState(descriptor);
    }

    /**
     * What is kept of the user and a variant. Lives inside one step and is no state itself.
     *
     * @param since {@link Enrolment#since}; 0 of a user who is not enrolled yet
     */
    public record Kept(long since, UserTotals totals) {

        /** Of a user of whom something came before the enrolment. */
        public static Kept early(UserTotals totals) {
            return new Kept(NOT_ENROLLED, totals);
        }

        /** Whether the user is enrolled, in this life of the experiment or a former one. */
        public boolean isEnrolled() {
            return since != NOT_ENROLLED;
        }
    }

    /** What the user did with a variant; empty where nothing is known of it. */
    public Optional<Kept> get(Assignment assignment) throws Exception {
        double[] found = totals.get(key(assignment));
        return found == null ? Optional.empty() : Optional.of(read(found));
    }

    /** Puts totals in the place of the user's. */
    public void put(Assignment assignment, Kept kept) throws Exception {
        totals.put(key(assignment), write(kept));
    }

    /**
     * Forgets what is kept of the user in some experiments.
     *
     * @param which by the experiment's id and what is kept
     */
    public void forget(BiPredicate<String, Kept> which) throws Exception {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, double[]> each : totals.entries()) {
            if (which.test(experimentId(each.getKey()), read(each.getValue()))) {
                found.add(each.getKey());
            }
        }
        for (String key : found) {
            totals.remove(key);
        }
    }

    static double[] write(Kept kept) {
        UserTotals now = kept.totals();
        return new double[] {
            VERSION_1,
            kept.since(),
            now.exposures(),
            now.clicks(),
            now.conversions(),
            now.value(),
            now.before()
        };
    }

    static Kept read(double[] found) {
        if (found.length != LENGTH_1 || found[0] != VERSION_1) {
            throw new IllegalStateException(
                    "user-totals are of version "
                            + (found.length == 0 ? "none" : found[0])
                            + " with "
                            + found.length
                            + " numbers, supported is "
                            + VERSION_1
                            + " with "
                            + LENGTH_1);
        }
        return new Kept(
                (long) found[1], new UserTotals(found[2], found[3], found[4], found[5], found[6]));
    }

    /** No name holds a bar. */
    private static String experimentId(String key) {
        return key.substring(0, key.indexOf('|'));
    }

    private static String key(Assignment assignment) {
        return assignment.experimentId() + '|' + assignment.variant();
    }
}
