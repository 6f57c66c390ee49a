package io.freshet.job.operator;

import io.freshet.core.attribution.AttributionLedger;
import io.freshet.core.attribution.AttributionListener;
import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.attribution.Loss;
import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.attribution.SlateFacts;
import io.freshet.core.behaviour.EventHash;
import io.freshet.core.domain.Outcome;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.metric.AttributionMetrics;
import io.freshet.job.state.AttributionLedgerState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * In: a user's slates, and what the user did with them. Out: what each slate that was shown earned,
 * each outcome once; by the side, what that changes in the sums of experiments. Remembers the
 * user's last slates until nothing can come of them any more, and the user's totals.
 */
public final class AttributionOperator extends AbstractStreamOperator<Outcome>
        implements TwoInputStreamOperator<SlateFacts, UserAct, Outcome>,
                Triggerable<String, VoidNamespace>,
                AttributionListener {

    private static final long serialVersionUID = 1L;

    /** What users' doings change in the sums of their variants. */
    public static final OutputTag<TotalsChange> TOTALS =
            new OutputTag<>("totals", TypeInformation.of(TotalsChange.class));

    /** That of the first savepoints. */
    private static final String TIMERS = "user-timers";

    /** Of the patience, in which users take turns after a restore. */
    private static final int TURNS = 10;

    private final AttributionRules rules;
    private final ExperimentSettings experiments;

    private transient AttributionLedgerState ledgers;
    private transient ExperimentTotals totals;
    private transient AttributionMetrics metrics;
    private transient boolean isRestored;
    private transient long decidesFrom;

    public AttributionOperator(AttributionRules rules, ExperimentSettings experiments) {
        this.rules = rules;
        this.experiments = experiments;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        isRestored = context.isRestored();
    }

    @Override
    public void open() throws Exception {
        super.open();
        InternalTimerService<VoidNamespace> timers =
                getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        ledgers = new AttributionLedgerState(getRuntimeContext(), this, timers, rules);
        totals = new ExperimentTotals(getRuntimeContext(), experiments);
        metrics = new AttributionMetrics(getMetricGroup());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ledgers.flush();
    }

    @Override
    public void processElement1(StreamRecord<SlateFacts> element) throws Exception {
        ledgers.read().slate(element.getValue(), now(), this);
        ledgers.changed();
    }

    @Override
    public void processElement2(StreamRecord<UserAct> element) throws Exception {
        UserAct act = element.getValue();
        totals.enrol(act, this::change);
        AttributionLedger ledger = ledgers.read();
        if (act.exposure() != null) {
            ledger.exposure(act.exposure(), now(), this);
        } else {
            ledger.interaction(act.interaction(), act.revision(), now(), this);
        }
        ledgers.changed();
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (isRestored && !isPatienceOver()) {
            long due = decidesFrom + turn(timer.getKey());
            ledgers.postpone(Math.max(due, timer.getTimestamp() + 1));
            return;
        }
        ledgers.read().close(now(), this);
        ledgers.changedAfter(timer.getTimestamp());
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer is set in event time, but one fired: " + timer);
    }

    @Override
    public void outcome(Outcome outcome) {
        metrics.outcome(outcome.kind());
        output.collect(new StreamRecord<>(outcome));
        sumUp(() -> totals.add(outcome, this::change));
    }

    @Override
    public void shown(ShownSlate slate) {
        sumUp(() -> totals.shown(slate, this::change));
    }

    @Override
    public void lost(Loss why) {
        metrics.lost(why);
    }

    private void change(TotalsChange change) {
        output.collect(TOTALS, new StreamRecord<>(change));
    }

    /** All users' overdue decisions at one moment would hold up everything else. */
    private long turn(String userId) {
        return Math.floorMod(EventHash.of(userId), Math.max(1, rules.patienceMillis() / TURNS));
    }

    /** What came before a failure is read again; nothing is decided without it. */
    private boolean isPatienceOver() {
        if (decidesFrom == 0) {
            decidesFrom = now() + rules.patienceMillis();
        }
        return now() >= decidesFrom;
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private static void sumUp(ThrowingRunnable<Exception> step) {
        try {
            step.run();
        } catch (Exception e) {
            throw new IllegalStateException("the totals of a user cannot be kept", e);
        }
    }
}
