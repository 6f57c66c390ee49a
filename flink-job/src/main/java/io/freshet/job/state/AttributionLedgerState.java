package io.freshet.job.state;

import io.freshet.core.attribution.AttributionLedger;
import io.freshet.core.attribution.AttributionLedgerFormat;
import io.freshet.core.attribution.AttributionRules;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.jspecify.annotations.Nullable;

/**
 * What was shown to the current user and what came of it, and when there is something to decide.
 *
 * <p>The ledgers of the users who were heard of last are at hand unpacked, and written when they
 * have to make room or a checkpoint comes: a user's interaction and the slate that it causes, and
 * often many of them, cost one reading and one writing.
 *
 * <p><b>Owned state:</b> {@code attribution-ledger}, one packed value, and {@code
 * attribution-deadline}, the time of the one timer. <b>Key:</b> user. <b>Bound:</b> the most slates
 * and waiting events of the rules; unpacked, {@link #MOST_AT_HAND}. <b>TTL:</b> none; the timer
 * forgets what is over. <b>Evolution:</b> the bytes begin with a version, {@link
 * AttributionLedgerFormat} reads all of them.
 */
public final class AttributionLedgerState {

    /**
     * Slots and waiting events of all ledgers at hand; of 190 bytes each as they arrive, 40 once
     * they were packed.
     */
    static final int MOST_AT_HAND = 100_000;

    /** Deadlines are met a little late, so that a busy user does not set a timer at each event. */
    private static final long GRANULARITY_MILLIS = 1_000;

    private final KeyContext keys;
    private final InternalTimerService<VoidNamespace> timers;
    private final AttributionRules rules;
    private final ValueState<byte[]> packed;
    private final ValueState<Long> deadline;
    private final Map<String, AtHand> newest = new LinkedHashMap<>(16, 0.75f, true);
    private long size;

    /** A ledger as it is now, which may be ahead of the state. */
    private static final class AtHand {

        private final AttributionLedger ledger;
        private @Nullable Long deadline;
        private int size;
        private boolean isWritten = true;

        AtHand(AttributionLedger ledger, @Nullable Long deadline) {
            this.ledger = ledger;
            this.deadline = deadline;
            this.size = sizeOf(ledger);
        }

        /** One without anything takes a place too. */
        private static int sizeOf(AttributionLedger ledger) {
            return 1 + ledger.size();
        }

        /** By how much it has grown. */
        private int change() {
            int grown = sizeOf(ledger) - size;
            size += grown;
            isWritten = false;
            return grown;
        }
    }

    /**
     * Owned by the operator whose context this is.
     *
     * @param keys tells the current user, and makes another one the current user
     * @param timers where there is something to decide, they fire
     */
    public AttributionLedgerState(
            RuntimeContext context,
            KeyContext keys,
            InternalTimerService<VoidNamespace> timers,
            AttributionRules rules) {
        this.keys = keys;
        this.timers = timers;
        this.rules = rules;
        packed =
                context.getState(
                        new ValueStateDescriptor<>(
                                "attribution-ledger",
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        deadline = context.getState(new ValueStateDescriptor<>("attribution-deadline", Types.LONG));
    }

    /** The ledger of the current user; an empty one for a user without state. */
    public AttributionLedger read() throws IOException {
        return current().ledger;
    }

    /** That the ledger of the current user has changed; sets a timer for its next deadline. */
    public void changed() throws IOException {
        changedAfter(Long.MIN_VALUE);
    }

    /**
     * The same, when the current user's timer has fired.
     *
     * @param fired its time; a clock that was set back is before it
     */
    public void changedAfter(long fired) throws IOException {
        AtHand current = current();
        schedule(current, Math.max(fired, timers.currentProcessingTime()) + 1);
        size += current.change();
        makeRoom();
    }

    /** Sets the timer of the current user, which has fired, to later. */
    public void postpone(long millis) throws IOException {
        long due = roundedUp(millis);
        timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, due);
        AtHand found = newest.get((String) keys.getCurrentKey());
        if (found == null) {
            deadline.update(due);
        } else {
            found.deadline = due;
            found.isWritten = false;
        }
    }

    /** Writes whatever is not written, so that a checkpoint has it. */
    public void flush() throws IOException {
        if (newest.isEmpty()) {
            return;
        }
        Object user = keys.getCurrentKey();
        Iterator<Map.Entry<String, AtHand>> all = newest.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, AtHand> each = all.next();
            write(each.getKey(), each.getValue());
            if (each.getValue().ledger.isEmpty()) {
                size -= each.getValue().size;
                all.remove();
            }
        }
        keys.setCurrentKey(user);
    }

    private AtHand current() throws IOException {
        String userId = (String) keys.getCurrentKey();
        AtHand found = newest.get(userId);
        if (found == null) {
            byte[] bytes = packed.value();
            AttributionLedger ledger =
                    bytes == null
                            ? AttributionLedger.empty(userId, rules)
                            : AttributionLedgerFormat.unpack(bytes, userId, rules);
            found = new AtHand(ledger, deadline.value());
            newest.put(userId, found);
            size += found.size;
        }
        return found;
    }

    private void makeRoom() throws IOException {
        if (size <= MOST_AT_HAND) {
            return;
        }
        Object user = keys.getCurrentKey();
        Iterator<Map.Entry<String, AtHand>> oldest = newest.entrySet().iterator();
        while (size > MOST_AT_HAND && oldest.hasNext()) {
            Map.Entry<String, AtHand> each = oldest.next();
            write(each.getKey(), each.getValue());
            size -= each.getValue().size;
            oldest.remove();
        }
        keys.setCurrentKey(user);
    }

    private void write(String userId, AtHand each) throws IOException {
        if (each.isWritten) {
            return;
        }
        keys.setCurrentKey(userId);
        if (each.ledger.isEmpty()) {
            packed.clear();
        } else {
            packed.update(AttributionLedgerFormat.pack(each.ledger));
        }
        if (each.deadline == null) {
            deadline.clear();
        } else {
            deadline.update(each.deadline);
        }
        each.isWritten = true;
    }

    private void schedule(AtHand current, long earliest) {
        OptionalLong next = current.ledger.nextDeadline();
        Long due = next.isEmpty() ? null : (Long) roundedUp(Math.max(next.getAsLong(), earliest));
        if (!Objects.equals(current.deadline, due)) {
            setTimer(current, due);
        }
    }

    private void setTimer(AtHand current, @Nullable Long due) {
        if (current.deadline != null) {
            timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, current.deadline);
        }
        if (due != null) {
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, due);
        }
        current.deadline = due;
    }

    private static long roundedUp(long millis) {
        return (millis + GRANULARITY_MILLIS - 1) / GRANULARITY_MILLIS * GRANULARITY_MILLIS;
    }
}
