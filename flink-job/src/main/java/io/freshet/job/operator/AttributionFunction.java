package io.freshet.job.operator;

import io.freshet.core.attribution.AttributionLedger;
import io.freshet.core.attribution.AttributionListener;
import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.attribution.Loss;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.Slate;
import io.freshet.job.metric.AttributionMetrics;
import io.freshet.job.state.AttributionLedgerState;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * In: a user's slates, and what the user did with them. Out: what each slate that was shown earned,
 * each outcome once. Remembers the user's last slates until nothing can come of them any more.
 */
public final class AttributionFunction
        extends KeyedCoProcessFunction<String, Slate, UserAct, Outcome> {

    private static final long serialVersionUID = 1L;

    private final AttributionRules rules;

    private transient AttributionLedgerState ledgers;
    private transient AttributionMetrics metrics;

    public AttributionFunction(AttributionRules rules) {
        this.rules = rules;
    }

    @Override
    public void open(OpenContext context) {
        ledgers = new AttributionLedgerState(getRuntimeContext(), rules);
        metrics = new AttributionMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement1(Slate slate, Context context, Collector<Outcome> out)
            throws Exception {
        AttributionLedger ledger = ledgers.read(slate.userId());
        ledger.slate(slate, context.timerService().currentProcessingTime(), listener(out));
        ledgers.write(ledger, context.timerService());
    }

    @Override
    public void processElement2(UserAct act, Context context, Collector<Outcome> out)
            throws Exception {
        long now = context.timerService().currentProcessingTime();
        AttributionLedger ledger = ledgers.read(act.userId());
        if (act.exposure() != null) {
            ledger.exposure(act.exposure(), now, listener(out));
        } else {
            ledger.interaction(act.interaction(), act.revision(), now, listener(out));
        }
        ledgers.write(ledger, context.timerService());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Outcome> out)
            throws Exception {
        AttributionLedger ledger = ledgers.read(context.getCurrentKey());
        ledger.close(context.timerService().currentProcessingTime(), listener(out));
        ledgers.write(ledger, context.timerService());
    }

    private AttributionListener listener(Collector<Outcome> out) {
        return new AttributionListener() {
            @Override
            public void outcome(Outcome outcome) {
                metrics.outcome(outcome.kind());
                out.collect(outcome);
            }

            @Override
            public void lost(Loss why) {
                metrics.lost(why);
            }
        };
    }
}
