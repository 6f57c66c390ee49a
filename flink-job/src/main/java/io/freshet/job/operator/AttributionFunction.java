package io.freshet.job.operator;

import io.freshet.core.attribution.AttributionLedger;
import io.freshet.core.attribution.AttributionListener;
import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.attribution.Loss;
import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.behaviour.EventHash;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.Slate;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.metric.AttributionMetrics;
import io.freshet.job.state.AttributionLedgerState;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * In: a user's slates, and what the user did with them. Out: what each slate that was shown earned,
 * each outcome once; by the side, what that changes in the sums of experiments. Remembers the
 * user's last slates until nothing can come of them any more, and the user's totals.
 */
public final class AttributionFunction
        extends KeyedCoProcessFunction<String, Slate, UserAct, Outcome>
        implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    /** What users' doings change in the sums of their variants. */
    public static final OutputTag<TotalsChange> TOTALS =
            new OutputTag<>("totals", TypeInformation.of(TotalsChange.class));

    /** Of the patience, in which users take turns after a restore. */
    private static final int TURNS = 10;

    private final AttributionRules rules;
    private final ExperimentSettings experiments;

    private transient AttributionLedgerState ledgers;
    private transient ExperimentTotals totals;
    private transient AttributionMetrics metrics;
    private transient boolean isRestored;
    private transient long decidesFrom;

    public AttributionFunction(AttributionRules rules, ExperimentSettings experiments) {
        this.rules = rules;
        this.experiments = experiments;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        isRestored = context.isRestored();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {}

    @Override
    public void open(OpenContext context) {
        ledgers = new AttributionLedgerState(getRuntimeContext(), rules);
        totals = new ExperimentTotals(getRuntimeContext(), experiments);
        metrics = new AttributionMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement1(Slate slate, Context context, Collector<Outcome> out)
            throws Exception {
        AttributionLedger ledger = ledgers.read(slate.userId());
        ledger.slate(slate, context.timerService().currentProcessingTime(), listener(context, out));
        ledgers.write(ledger, context.timerService());
    }

    @Override
    public void processElement2(UserAct act, Context context, Collector<Outcome> out)
            throws Exception {
        long now = context.timerService().currentProcessingTime();
        totals.enrol(act, change -> context.output(TOTALS, change));
        AttributionLedger ledger = ledgers.read(act.userId());
        if (act.exposure() != null) {
            ledger.exposure(act.exposure(), now, listener(context, out));
        } else {
            ledger.interaction(act.interaction(), act.revision(), now, listener(context, out));
        }
        ledgers.write(ledger, context.timerService());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Outcome> out)
            throws Exception {
        if (isRestored && !isPatienceOver(context.timerService())) {
            ledgers.postpone(decidesFrom + turn(context.getCurrentKey()), context.timerService());
            return;
        }
        AttributionLedger ledger = ledgers.read(context.getCurrentKey());
        ledger.close(context.timerService().currentProcessingTime(), listener(context, out));
        ledgers.write(ledger, context.timerService());
    }

    /** All users' overdue decisions at one moment would hold up everything else. */
    private long turn(String userId) {
        return Math.floorMod(EventHash.of(userId), Math.max(1, rules.patienceMillis() / TURNS));
    }

    /** What came before a failure is read again; nothing is decided without it. */
    private boolean isPatienceOver(TimerService timers) {
        long now = timers.currentProcessingTime();
        if (decidesFrom == 0) {
            decidesFrom = now + rules.patienceMillis();
        }
        return now >= decidesFrom;
    }

    private AttributionListener listener(Context context, Collector<Outcome> out) {
        return new AttributionListener() {
            @Override
            public void outcome(Outcome outcome) {
                metrics.outcome(outcome.kind());
                out.collect(outcome);
                sumUp(() -> totals.add(outcome, change -> context.output(TOTALS, change)));
            }

            @Override
            public void shown(ShownSlate slate) {
                sumUp(() -> totals.shown(slate, change -> context.output(TOTALS, change)));
            }

            @Override
            public void lost(Loss why) {
                metrics.lost(why);
            }
        };
    }

    private static void sumUp(ThrowingRunnable<Exception> step) {
        try {
            step.run();
        } catch (Exception e) {
            throw new IllegalStateException("the totals of a user cannot be kept", e);
        }
    }
}
