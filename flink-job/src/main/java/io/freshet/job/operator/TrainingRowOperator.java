package io.freshet.job.operator;

import io.freshet.job.serde.TrainingRow;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * In: the windows of one user after the other, as batch mode brings them. Out: training rows.
 * Remembers the current user's newest window, which batch mode never checkpoints.
 */
final class TrainingRowOperator extends AbstractStreamOperator<TrainingRow>
        implements OneInputStreamOperator<ScoringRequest, TrainingRow>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final int maxLength;

    private transient TrainingRowCutter cutter;

    TrainingRowOperator(StreamOperatorParameters<TrainingRow> parameters, int maxLength) {
        super(parameters);
        this.maxLength = maxLength;
    }

    @Override
    public void open() throws Exception {
        super.open();
        cutter = new TrainingRowCutter(maxLength, row -> output.collect(new StreamRecord<>(row)));
    }

    @Override
    public void processElement(StreamRecord<ScoringRequest> element) {
        cutter.accept(element.getValue());
    }

    @Override
    public void endInput() {
        cutter.finish();
    }
}
