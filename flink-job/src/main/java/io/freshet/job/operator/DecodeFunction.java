package io.freshet.job.operator;

import io.freshet.core.domain.DeadLetter;
import io.freshet.job.metric.DeadLetterMetrics;
import io.freshet.job.serde.Decoded;
import io.freshet.job.serde.InteractionDecoder;
import io.freshet.job.serde.InteractionRules;
import io.freshet.job.serde.RawRecord;
import java.time.Clock;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * In: records of the events topic. Out: the interactions that they hold. Remembers nothing. By the
 * side: exposures, and a dead letter for every record that holds no event.
 */
public final class DecodeFunction extends ProcessFunction<RawRecord, ArrivedInteraction> {

    private static final long serialVersionUID = 1L;

    /** The side that exposures leave by. */
    public static final OutputTag<AttributionInput> EXPOSURES =
            new OutputTag<>("exposures", TypeInformation.of(AttributionInput.class));

    /** The side that dead letters leave by. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters") {
                private static final long serialVersionUID = 1L;
            };

    private final InteractionRules rules;
    private final Clock clock;

    private transient InteractionDecoder decoder;
    private transient DeadLetterMetrics metrics;

    /**
     * @param clock tells which timestamps lie in the future, where the broker does not
     */
    public DecodeFunction(InteractionRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public void open(OpenContext context) {
        decoder = InteractionDecoder.withExposures(rules);
        metrics = new DeadLetterMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(RawRecord raw, Context context, Collector<ArrivedInteraction> out) {
        Decoded decoded = decoder.decode(raw.value(), arrived(raw));
        if (decoded instanceof Decoded.Accepted accepted) {
            out.collect(new ArrivedInteraction(accepted.interaction(), raw.timestamp()));
            return;
        }
        if (decoded instanceof Decoded.Exposed exposed) {
            context.output(EXPOSURES, AttributionInput.of(exposed.exposure()));
            return;
        }
        Decoded.Rejected rejected = (Decoded.Rejected) decoded;
        metrics.count(rejected.reason());
        context.output(DEAD_LETTERS, DeadLetters.of(raw, rejected.reason(), rejected.message()));
    }

    /** The broker's word is the same whenever the record is read. */
    private long arrived(RawRecord raw) {
        return raw.isAppendTime() ? raw.timestamp() : clock.millis();
    }
}
