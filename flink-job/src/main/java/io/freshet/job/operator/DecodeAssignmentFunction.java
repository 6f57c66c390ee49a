package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.experiment.ExperimentException;
import io.freshet.core.experiment.ExperimentReader;
import io.freshet.core.experiment.ExternalAssignment;
import io.freshet.job.metric.DeadLetterMetrics;
import io.freshet.job.serde.ControlRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * In: records of the assignments topic. Out: what they say of users' variants. Remembers nothing,
 * and does not judge experiments and variants: they may come later. By the side: a dead letter for
 * every record that says nothing of its user.
 */
public final class DecodeAssignmentFunction extends ProcessFunction<ControlRecord, WindowInput> {

    private static final long serialVersionUID = 1L;

    /** The side that dead letters leave by. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    private transient DeadLetterMetrics metrics;

    @Override
    public void open(OpenContext context) {
        metrics = new DeadLetterMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(ControlRecord record, Context context, Collector<WindowInput> out) {
        try {
            out.collect(WindowInput.of(change(record)));
        } catch (ExperimentException e) {
            metrics.count(DeadLetterReason.NOT_AN_ASSIGNMENT);
            context.output(
                    DEAD_LETTERS,
                    DeadLetters.of(record, DeadLetterReason.NOT_AN_ASSIGNMENT, e.getMessage()));
        }
    }

    private static AssignmentChange change(ControlRecord record) {
        String key = record.key() == null ? null : new String(record.key(), UTF_8);
        String userId = ExternalAssignment.requireUser(key, "the key");
        if (record.value() == null) {
            return new AssignmentChange(userId, null, record.timestamp());
        }
        return new AssignmentChange(
                userId,
                ExperimentReader.assignment(userId, record.value()).assignment(),
                record.timestamp());
    }
}
