package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.Excerpt;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.experiment.Capabilities;
import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentException;
import io.freshet.core.experiment.ExperimentReader;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.Experiments;
import io.freshet.job.config.CandidateOptions;
import io.freshet.job.config.CandidateSettings;
import io.freshet.job.config.SlateOptions;
import io.freshet.job.metric.ControlMetrics;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.serde.ReleaseReader;
import io.freshet.job.state.Announcement;
import io.freshet.job.state.ControlState;
import io.freshet.job.state.ExperimentSet;
import io.freshet.job.state.StoredExperiment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * In: records of the topics that tell the job what to do, models and experiments. Out: what all
 * subtasks are told. Remembers which slots have releases and which experiments are followed. By the
 * side: how experiments are doing, and a dead letter for every record that holds no release.
 */
public final class ControlFunction
        extends KeyedProcessFunction<Byte, ControlRecord, ControlMessage> {

    private static final long serialVersionUID = 1L;

    /** The side that dead letters leave by. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    /** The side that tells how experiments are doing. */
    public static final OutputTag<ExperimentStatus> EXPERIMENT_STATUS =
            new OutputTag<>("experiment-status", TypeInformation.of(ExperimentStatus.class));

    /**
     * Events of its time may still come when an experiment is over, and what piled up while the job
     * was down is read after a start.
     */
    private static final long BACKLOG_MILLIS = Duration.ofHours(1).toMillis();

    /** All subtasks are told all experiments whenever one changes. */
    private static final int MOST_BYTES = 256 * 1024;

    private final String experimentsTopic;
    private final CandidateSettings candidates;
    private final String surface;
    private final long afterlifeMillis;

    private transient ControlState state;
    private transient ControlMetrics metrics;
    private transient long removesFrom;

    /**
     * @param experimentsTopic tells records of experiments from those of releases
     * @param candidates generators whose quotas a variant may change
     * @param surface for which slates are made
     * @param afterlifeMillis how long after its end something can come of an experiment's slates
     */
    public ControlFunction(
            String experimentsTopic,
            CandidateSettings candidates,
            String surface,
            long afterlifeMillis) {
        this.experimentsTopic = experimentsTopic;
        this.candidates = candidates;
        this.surface = surface;
        this.afterlifeMillis = Math.max(BACKLOG_MILLIS, afterlifeMillis);
    }

    @Override
    public void open(OpenContext context) {
        state = new ControlState(getRuntimeContext());
        metrics = new ControlMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(ControlRecord record, Context context, Collector<ControlMessage> out)
            throws Exception {
        holdRemovals(context.timerService());
        if (record.topic().equals(experimentsTopic)) {
            follow(record, context, out);
        } else {
            announce(record, context, out);
        }
    }

    private void announce(ControlRecord record, Context context, Collector<ControlMessage> out)
            throws Exception {
        String slot;
        ModelRelease release;
        try {
            slot = ReleaseReader.slot(record);
            release = record.value() == null ? null : ReleaseReader.release(record);
        } catch (IOException e) {
            metrics.recordRefused();
            context.output(
                    DEAD_LETTERS,
                    DeadLetters.of(record, DeadLetterReason.NOT_A_RELEASE, e.getMessage()));
            return;
        }
        if (release == null) {
            state.removeSlot(slot);
        } else {
            state.addSlot(slot);
        }
        out.collect(ControlMessage.of(new Announcement(state.nextNumber(), slot, release)));
        judgeAgain(context, out);
    }

    /** Of releases and experiments nobody says which comes first. */
    private void judgeAgain(Context context, Collector<ControlMessage> out) throws Exception {
        for (StoredExperiment each : state.inWait()) {
            if (hasItsSlots(each)) {
                judge(each, context, out);
            }
        }
    }

    private boolean hasItsSlots(StoredExperiment waiting) throws Exception {
        try {
            return !capabilities().lacksSlotOf(experiment(waiting));
        } catch (ExperimentException e) {
            return true; // so it is judged, and refused for that
        }
    }

    private void follow(ControlRecord record, Context context, Collector<ControlMessage> out)
            throws Exception {
        String experimentId = record.key() == null ? "" : new String(record.key(), UTF_8);
        if (record.value() == null) {
            state.removeInWait(experimentId);
            state.removeExperiment(experimentId);
            tellAll(out);
            long now = context.timerService().currentProcessingTime();
            tell(context, experimentId, ExperimentState.REMOVED, null, now);
            return;
        }
        judge(new StoredExperiment(experimentId, record.value(), record.timestamp()), context, out);
    }

    private void judge(StoredExperiment candidate, Context context, Collector<ControlMessage> out)
            throws Exception {
        long now = context.timerService().currentProcessingTime();
        state.removeInWait(candidate.experimentId());
        try {
            requireShort(candidate);
            Experiment experiment = experiment(candidate);
            if (capabilities().lacksSlotOf(experiment)) {
                state.putInWait(candidate);
            }
            Experiments others = experiments();
            Experiments all = others.with(experiment, capabilities());
            state.putExperiment(inPlace(candidate, experiment, others, now));
            tellAll(out);
            List<String> caveats = new ArrayList<>(others.warnings(experiment, now));
            caveats.addAll(capabilities().caveats(experiment));
            tell(context, candidate.experimentId(), experiment.stateAt(now), words(caveats), now);
            schedule(all.get(candidate.experimentId()).orElseThrow(), context.timerService(), now);
        } catch (ExperimentException e) {
            metrics.recordRefused();
            tell(context, candidate.experimentId(), ExperimentState.REFUSED, e.getMessage(), now);
        }
    }

    private static void requireShort(StoredExperiment candidate) {
        if (candidate.json().length > MOST_BYTES) {
            throw new ExperimentException(
                    "the value has "
                            + candidate.json().length
                            + " bytes, expected at most "
                            + MOST_BYTES);
        }
    }

    private static Experiment experiment(StoredExperiment candidate) {
        return ExperimentReader.experiment(candidate.experimentId(), candidate.json())
                .withDefaultStart(candidate.timestamp());
    }

    /** What is to be stored: it goes on where a former version of it is followed. */
    private StoredExperiment inPlace(
            StoredExperiment candidate, Experiment experiment, Experiments followed, long now)
            throws Exception {
        Optional<StoredExperiment> former = state.experiment(candidate.experimentId());
        if (former.isEmpty()) {
            return candidate;
        }
        boolean sharesOutAnew =
                followed.get(candidate.experimentId())
                        .filter(before -> before.stateAt(now) != ExperimentState.SCHEDULED)
                        .filter(before -> !experiment.sharesOutAs(before))
                        .isPresent();
        return candidate.inPlaceOf(former.get(), sharesOutAnew);
    }

    private static @Nullable String words(List<String> warnings) {
        return warnings.isEmpty() ? null : String.join("; ", warnings);
    }

    private Experiments experiments() throws Exception {
        return ExperimentRegistry.read(state.experiments());
    }

    private Capabilities capabilities() throws Exception {
        return new Capabilities(
                state.slots(),
                candidates.sources(),
                candidates.uncounted(),
                Set.of(surface),
                SlateOptions.MOST_SLOTS,
                CandidateOptions.MOST);
    }

    private void tellAll(Collector<ControlMessage> out) throws Exception {
        out.collect(ControlMessage.of(new ExperimentSet(state.experiments())));
    }

    private static void tell(
            Context context,
            String experimentId,
            ExperimentState now,
            @Nullable String reason,
            long at) {
        // A key that is no name can be as long as a record.
        String id = Excerpt.of(experimentId, Interaction.MAX_ID_LENGTH * 2);
        context.output(EXPERIMENT_STATUS, new ExperimentStatus(id, now, reason, at));
    }

    private void schedule(Experiment experiment, TimerService timers, long now) {
        if (experiment.start() != null && experiment.start() > now) {
            timers.registerProcessingTimeTimer(experiment.start());
        }
        if (experiment.end() != null) {
            if (experiment.end() > now) {
                timers.registerProcessingTimeTimer(experiment.end());
            }
            timers.registerProcessingTimeTimer(leaves(experiment.end()));
        }
    }

    /** When one with that end is forgotten. */
    private long leaves(long end) {
        return Math.max(end + afterlifeMillis, removesFrom);
    }

    /** Also one that is over must be there for what its users did while the job was down. */
    private void holdRemovals(TimerService timers) {
        if (removesFrom == 0) {
            removesFrom = timers.currentProcessingTime() + BACKLOG_MILLIS;
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ControlMessage> out)
            throws Exception {
        holdRemovals(context.timerService());
        boolean isAnyOver = false;
        for (Experiment each : experiments().all()) {
            boolean starts = each.start() != null && each.start() == timestamp;
            boolean ends = each.end() != null && each.end() == timestamp;
            if (starts || ends) {
                tell(context, each.experimentId(), each.stateAt(timestamp), null, timestamp);
            }
            if (each.end() == null || each.end() > timestamp) {
                continue;
            }
            if (leaves(each.end()) <= timestamp) {
                state.removeExperiment(each.experimentId());
                isAnyOver = true;
            } else {
                context.timerService().registerProcessingTimeTimer(leaves(each.end()));
            }
        }
        if (isAnyOver) {
            tellAll(out);
        }
    }
}
