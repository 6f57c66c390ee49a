package io.freshet.job.operator.release;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.ModelRelease;
import io.freshet.job.metric.DeadLetterMetrics;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.serde.ReleaseReader;
import io.freshet.job.state.Announcement;
import io.freshet.job.state.AnnouncementCounter;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * In: records of the models topic. Out: the releases that they hold, numbered. Remembers the last
 * number. By the side: a dead letter for every record that holds none.
 */
public final class AnnounceFunction extends ProcessFunction<ControlRecord, Announcement>
        implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    /** The side that dead letters leave by. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters") {
                private static final long serialVersionUID = 1L;
            };

    private transient AnnouncementCounter numbers;
    private transient DeadLetterMetrics metrics;

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        numbers = new AnnouncementCounter(context.getOperatorStateStore());
    }

    @Override
    public void open(OpenContext context) {
        metrics = new DeadLetterMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(ControlRecord record, Context context, Collector<Announcement> out) {
        try {
            ModelRelease release = record.value() == null ? null : ReleaseReader.release(record);
            out.collect(new Announcement(numbers.next(), ReleaseReader.slot(record), release));
        } catch (IOException e) {
            metrics.count(DeadLetterReason.NOT_A_RELEASE);
            context.output(DEAD_LETTERS, deadLetter(record, e.getMessage()));
        }
    }

    private static DeadLetter deadLetter(ControlRecord record, String message) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        return new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                DeadLetterReason.NOT_A_RELEASE,
                message,
                value.length,
                value);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        numbers.write();
    }
}
