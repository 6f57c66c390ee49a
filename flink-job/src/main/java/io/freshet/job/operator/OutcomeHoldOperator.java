package io.freshet.job.operator;

import io.freshet.core.domain.Outcome;
import io.freshet.job.metric.OutcomeHoldMetrics;
import io.freshet.job.serde.OutcomeRecord;
import io.freshet.job.state.HeldOutcomesState;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * In: outcomes as they are decided. Out: their records when a checkpoint that holds the decision is
 * complete, so that no failure decides otherwise what somebody has read. Remembers what it holds;
 * whatever a restore brings back leaves at once, perhaps once more.
 *
 * <p>A job without checkpoints holds nothing.
 */
final class OutcomeHoldOperator extends AbstractStreamOperator<OutcomeRecord>
        implements OneInputStreamOperator<Outcome, OutcomeRecord>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    /** Of more, while no checkpoint completes, the oldest leave before. */
    static final int MOST_HELD = 50_000;

    /** The same, for outcomes of many experiments with long names. */
    static final long MOST_BYTES_HELD = 64L << 20;

    private transient HeldOutcomesState state;
    private transient OutcomeHoldMetrics holdMetrics;
    private transient Queue<OutcomeRecord> held;
    private transient NavigableMap<Long, Long> comeUntil;
    private transient boolean isHolding;
    private transient long come;
    private transient long left;
    private transient long bytesHeld;

    OutcomeHoldOperator(StreamOperatorParameters<OutcomeRecord> parameters) {
        super(parameters);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        held = new ArrayDeque<>();
        comeUntil = new TreeMap<>();
        state = new HeldOutcomesState(context.getOperatorStateStore());
        for (OutcomeRecord each : state.read()) {
            hold(each);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        isHolding =
                CheckpointingOptions.isCheckpointingEnabled(
                        getContainingTask().getEnvironment().getJobConfiguration());
        holdMetrics = new OutcomeHoldMetrics(getMetricGroup(), held::size);
        if (come > 0) {
            long restored = come;
            getProcessingTimeService()
                    .registerTimer(
                            getProcessingTimeService().getCurrentProcessingTime(),
                            time -> release(restored));
        }
    }

    @Override
    public void processElement(StreamRecord<Outcome> element) {
        hold(OutcomeRecord.of(element.getValue()));
        if (!isHolding) {
            release(come);
        }
        while (held.size() > MOST_HELD || bytesHeld > MOST_BYTES_HELD) {
            holdMetrics.leftEarly();
            release(left + 1);
        }
    }

    private void hold(OutcomeRecord outcome) {
        held.add(outcome);
        bytesHeld += outcome.json().length;
        come++;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.write(held);
        comeUntil.put(context.getCheckpointId(), come);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        Map.Entry<Long, Long> newest = comeUntil.floorEntry(checkpointId);
        if (newest != null) {
            release(newest.getValue());
        }
        comeUntil.headMap(checkpointId, true).clear();
    }

    @Override
    public void endInput() {
        release(come);
    }

    /** Lets go of those that had come when so many had. */
    private void release(long until) {
        while (left < until) {
            OutcomeRecord oldest = held.remove();
            bytesHeld -= oldest.json().length;
            left++;
            output.collect(new StreamRecord<>(oldest));
        }
    }
}
