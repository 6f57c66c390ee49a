package io.freshet.job.operator;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * Sums up before a shuffle: what is held leaves once an interval, by the clock, so that all
 * subtasks send at one time. It remembers nothing: everything leaves before a checkpoint barrier
 * and before the end of the input.
 */
abstract class TallyOperator<I, O> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final long intervalMillis;

    private transient boolean isFlushDue;

    TallyOperator(StreamOperatorParameters<O> parameters, long intervalMillis) {
        super(parameters);
        this.intervalMillis = intervalMillis;
    }

    /** Sends all that is held. */
    abstract void flush();

    /** Something is held. */
    final void scheduleFlush() {
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
    public final void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public final void endInput() {
        flush();
    }
}
