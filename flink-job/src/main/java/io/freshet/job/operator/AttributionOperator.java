package io.freshet.job.operator;

import io.freshet.core.attribution.AttributionListener;
import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.attribution.Loss;
import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.behaviour.EventHash;
import io.freshet.core.domain.Outcome;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.metric.AttributionMetrics;
import io.freshet.job.state.AttributionLedgerState;
import io.freshet.job.state.EndedExperimentsState;
import io.freshet.job.state.UserTotalsState;
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
 * In: a user's slates and what the user did with them, and which experiments are followed. Out:
 * what each slate that was shown earned, each outcome once; by the side, what that changes in the
 * sums of experiments. Remembers the user's last slates until nothing can come of them any more,
 * and the user's totals until nothing can come of their experiment.
 */
public final class AttributionOperator extends AbstractStreamOperator<Outcome>
        implements TwoInputStreamOperator<AttributionInput, ControlMessage, Outcome>,
                Triggerable<String, VoidNamespace> {

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
    private transient TotalsSweep sweep;
    private transient AttributionListener listener;
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
        UserTotalsState ofUsers = new UserTotalsState(getRuntimeContext());
        totals = new ExperimentTotals(ofUsers, experiments);
        sweep =
                new TotalsSweep(
                        getKeyedStateBackend(),
                        ofUsers,
                        new EndedExperimentsState(getOperatorStateBackend()),
                        getProcessingTimeService(),
                        rules);
        sweep.resume();
        listener = new Results(new AttributionMetrics(getMetricGroup()));
    }

    @Override
    public void close() throws Exception {
        if (sweep != null) {
            sweep.close();
        }
        super.close();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ledgers.flush();
    }

    @Override
    public void processElement1(StreamRecord<AttributionInput> element) throws Exception {
        AttributionInput input = element.getValue();
        if (input.slate() != null) {
            ledgers.read().slate(input.slate(), now(), listener);
        } else {
            take(input.act());
        }
        ledgers.changed();
    }

    private void take(UserAct act) throws Exception {
        totals.enrol(act, this::change);
        if (act.exposure() != null) {
            ledgers.read().exposure(act.exposure(), now(), listener);
        } else {
            ledgers.read().interaction(act.interaction(), act.revision(), now(), listener);
        }
    }

    @Override
    public void processElement2(StreamRecord<ControlMessage> element) throws Exception {
        ControlMessage message = element.getValue();
        if (message.experiments() != null) {
            sweep.follow(message.experiments());
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (isRestored && !isPatienceOver()) {
            long due = decidesFrom + turn(timer.getKey());
            ledgers.postpone(Math.max(due, timer.getTimestamp() + 1));
            return;
        }
        ledgers.read().close(now(), listener);
        ledgers.changedAfter(timer.getTimestamp());
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer is set in event time, but one fired: " + timer);
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

    /** Hands on what ledgers find out. */
    private final class Results implements AttributionListener {

        private final AttributionMetrics counters;

        Results(AttributionMetrics counters) {
            this.counters = counters;
        }

        @Override
        public void outcome(Outcome outcome) {
            counters.outcome(outcome.kind());
            output.collect(new StreamRecord<>(outcome));
            sumUp(() -> totals.add(outcome, AttributionOperator.this::change));
        }

        @Override
        public void shown(ShownSlate slate) {
            sumUp(() -> totals.shown(slate, AttributionOperator.this::change));
        }

        @Override
        public void lost(Loss why) {
            counters.lost(why);
        }

        private void sumUp(ThrowingRunnable<Exception> step) {
            try {
                step.run();
            } catch (Exception e) {
                throw new IllegalStateException("the totals of a user cannot be kept", e);
            }
        }
    }
}
