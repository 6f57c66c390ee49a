package io.freshet.job.operator;

import io.freshet.core.retrieval.DecayedCount;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * In: interactions. Out: a tally of each item that was acted on, once an interval, so that a hot
 * item is shuffled once and not at every click. Remembers nothing: all tallies leave before a
 * checkpoint barrier and before the end of the input.
 */
final class ItemTallyOperator extends AbstractStreamOperator<ItemTally>
        implements OneInputStreamOperator<ArrivedInteraction, ItemTally>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    /** Items held, however long the interval. */
    static final int MOST_ITEMS = 10_000;

    private final long halfLifeMillis;
    private final long intervalMillis;

    private transient Map<String, DecayedCount> tallies;
    private transient boolean isFlushDue;

    ItemTallyOperator(
            StreamOperatorParameters<ItemTally> parameters,
            long halfLifeMillis,
            long intervalMillis) {
        super(parameters);
        this.halfLifeMillis = halfLifeMillis;
        this.intervalMillis = intervalMillis;
    }

    @Override
    public void open() throws Exception {
        super.open();
        tallies = new LinkedHashMap<>();
    }

    @Override
    public void processElement(StreamRecord<ArrivedInteraction> element) {
        ArrivedInteraction arrived = element.getValue();
        long timestamp = arrived.interaction().timestamp();
        DecayedCount before = tallies.getOrDefault(arrived.itemId(), DecayedCount.NONE);
        tallies.put(arrived.itemId(), before.plus(1, timestamp, halfLifeMillis));
        if (tallies.size() >= MOST_ITEMS) {
            flush();
        }
        scheduleFlush();
    }

    private void scheduleFlush() {
        if (!isFlushDue) {
            isFlushDue = true;
            long now = getProcessingTimeService().getCurrentProcessingTime();
            getProcessingTimeService()
                    .registerTimer(
                            now - now % intervalMillis + intervalMillis,
                            time -> {
                                isFlushDue = false;
                                flush();
                            });
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void endInput() {
        flush();
    }

    private void flush() {
        tallies.forEach(
                (itemId, added) ->
                        output.collect(new StreamRecord<>(new ItemTally(itemId, added))));
        tallies.clear();
    }
}
