package io.freshet.job.state;

import io.freshet.core.attribution.AttributionLedger;
import io.freshet.core.attribution.AttributionLedgerFormat;
import io.freshet.core.attribution.AttributionRules;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * What was shown to the current user and what came of it, and when there is something to decide.
 *
 * <p><b>Owned state:</b> {@code attribution-ledger}, one packed value, and {@code
 * attribution-deadline}, the time of the one timer. <b>Key:</b> user. <b>Bound:</b> the most slates
 * and waiting events of the rules. <b>TTL:</b> none; the timer forgets what is over.
 * <b>Evolution:</b> the bytes begin with a version, {@link AttributionLedgerFormat} reads all of
 * them.
 */
public final class AttributionLedgerState {

    /** Deadlines are met a little late, so that a busy user does not set a timer at each event. */
    private static final long GRANULARITY_MILLIS = 1_000;

    private final AttributionRules rules;
    private final ValueState<byte[]> packed;
    private final ValueState<Long> deadline;

    public AttributionLedgerState(RuntimeContext context, AttributionRules rules) {
        this.rules = rules;
        packed =
                context.getState(
                        new ValueStateDescriptor<>(
                                "attribution-ledger",
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        deadline = context.getState(new ValueStateDescriptor<>("attribution-deadline", Types.LONG));
    }

    /** The ledger of the current user; an empty one for a user without state. */
    public AttributionLedger read(String userId) throws IOException {
        byte[] bytes = packed.value();
        return bytes == null
                ? AttributionLedger.empty(userId, rules)
                : AttributionLedgerFormat.unpack(bytes, userId, rules);
    }

    /** Puts a ledger in the place of the user's, with a timer for its next deadline. */
    public void write(AttributionLedger ledger, TimerService timers) throws IOException {
        if (ledger.isEmpty()) {
            packed.clear();
        } else {
            packed.update(AttributionLedgerFormat.pack(ledger));
        }
        schedule(ledger, timers);
    }

    /** Sets the timer of the current user, which has fired, to later. */
    public void postpone(long millis, TimerService timers) throws IOException {
        timers.registerProcessingTimeTimer(roundedUp(millis));
        deadline.update(roundedUp(millis));
    }

    private void schedule(AttributionLedger ledger, TimerService timers) throws IOException {
        Long set = deadline.value();
        if (ledger.nextDeadline().isEmpty()) {
            if (set != null) {
                timers.deleteProcessingTimeTimer(set);
                deadline.clear();
            }
            return;
        }
        long earliest = timers.currentProcessingTime() + 1;
        long due = roundedUp(Math.max(ledger.nextDeadline().getAsLong(), earliest));
        if (set != null && set == due) {
            return;
        }
        if (set != null) {
            timers.deleteProcessingTimeTimer(set);
        }
        timers.registerProcessingTimeTimer(due);
        deadline.update(due);
    }

    private static long roundedUp(long millis) {
        return (millis + GRANULARITY_MILLIS - 1) / GRANULARITY_MILLIS * GRANULARITY_MILLIS;
    }
}
