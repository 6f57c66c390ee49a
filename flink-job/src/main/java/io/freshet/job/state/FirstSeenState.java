package io.freshet.job.state;

import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * When the current item was acted on for the first time, event time in epoch milliseconds.
 *
 * <p><b>Owned state:</b> {@code item-first-seen}, one number. <b>Key:</b> item. <b>Bound:</b> one
 * value an item. <b>TTL:</b> since the last interaction. <b>Evolution:</b> none, it is a number.
 */
public final class FirstSeenState {

    private final ValueState<Long> firstSeen;

    public FirstSeenState(RuntimeContext context, Duration ttl) {
        ValueStateDescriptor<Long> descriptor =
                new ValueStateDescriptor<>("item-first-seen", Types.LONG);
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(ttl).cleanupInRocksdbCompactFilter(1_000).build());
        firstSeen = context.getState(descriptor);
    }

    /**
     * Notes an interaction, which may be late.
     *
     * @return the first one
     */
    public long note(long timestamp) throws IOException {
        Long before = firstSeen.value();
        long first = before == null ? timestamp : Math.min(before, timestamp);
        firstSeen.update(first);
        return first;
    }
}
