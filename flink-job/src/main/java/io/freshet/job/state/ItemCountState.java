package io.freshet.job.state;

import io.freshet.core.retrieval.DecayedCount;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * How often the current item was acted on, decayed.
 *
 * <p><b>Owned state:</b> {@code item-count} and {@code item-report-due}, one small value each.
 * <b>Key:</b> item. <b>Bound:</b> two values an item. <b>TTL:</b> since the last interaction, when
 * the count has decayed to nothing. <b>Evolution:</b> Flink's rules for records.
 */
public final class ItemCountState {

    private final ValueState<DecayedCount> count;
    private final ValueState<Boolean> reportDue;

    public ItemCountState(RuntimeContext context, Duration ttl) {
        StateTtlConfig lifetime =
                StateTtlConfig.newBuilder(ttl).cleanupInRocksdbCompactFilter(1_000).build();
        ValueStateDescriptor<DecayedCount> counts =
                new ValueStateDescriptor<>("item-count", TypeInformation.of(DecayedCount.class));
        counts.enableTimeToLive(lifetime);
        ValueStateDescriptor<Boolean> due =
                new ValueStateDescriptor<>("item-report-due", Types.BOOLEAN);
        due.enableTimeToLive(lifetime);
        count = context.getState(counts);
        reportDue = context.getState(due);
    }

    public DecayedCount read() throws IOException {
        DecayedCount found = count.value();
        return found == null ? DecayedCount.NONE : found;
    }

    public void write(DecayedCount newCount) throws IOException {
        count.update(newCount);
    }

    /** Notes that a report is on its way; false if one was already. */
    public boolean announceReport() throws IOException {
        if (reportDue.value() != null) {
            return false;
        }
        reportDue.update(true);
        return true;
    }

    /** Notes that the report has left. */
    public void reported() {
        reportDue.clear();
    }
}
