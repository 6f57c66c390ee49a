package io.freshet.job.operator;

import io.freshet.core.experiment.Assigned;
import io.freshet.core.experiment.Experiments;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.WindowSettings;
import io.freshet.job.state.Enrolment;
import io.freshet.job.state.ExperimentSet;
import io.freshet.job.state.ExternalAssignmentsState;
import io.freshet.job.state.FollowedExperiments;
import io.freshet.job.state.StoredExperiment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * In: interactions and external assignments by user, and what all subtasks are told. Out: what
 * {@link BehaviourWindowFunction} gives, as experiments want it, and releases of models in line
 * with it, so that no other way leads to those who score. Remembers each user's window until its
 * TTL, the user's external assignments, and the experiments that are followed.
 */
public final class ServingWindowFunction
        extends KeyedBroadcastProcessFunction<String, WindowInput, ControlMessage, ScoringInput> {

    private static final long serialVersionUID = 1L;

    /** Every accepted interaction, with the revision that it caused. */
    public static final OutputTag<AttributionInput> INTERACTIONS =
            new OutputTag<>("interactions", TypeInformation.of(AttributionInput.class));

    private final WindowSettings settings;
    private final PairSettings pairs;
    private final String surface;

    private transient WindowUpdate update;
    private transient ExternalAssignmentsState assignments;
    private transient @Nullable Experiments experiments;
    private transient Map<String, Long> followedSince;

    /**
     * @param surface where slates are to be shown
     */
    public ServingWindowFunction(WindowSettings settings, PairSettings pairs, String surface) {
        this.settings = settings;
        this.pairs = pairs;
        this.surface = surface;
    }

    @Override
    public void open(OpenContext context) {
        update = new WindowUpdate(getRuntimeContext(), settings, pairs);
        assignments = new ExternalAssignmentsState(getRuntimeContext());
    }

    @Override
    public void processElement(
            WindowInput input, ReadOnlyContext context, Collector<ScoringInput> out)
            throws Exception {
        if (input.assignment() != null) {
            follow(input.assignment());
            return;
        }
        ArrivedInteraction arrived = input.interaction();
        Optional<WindowUpdate.Accepted> accepted =
                update.insert(arrived, context.currentProcessingTime());
        if (accepted.isPresent()) {
            context.output(BehaviourWindowFunction.COUNTED, accepted.get().counted());
            ScoringRequest request = accepted.get().request();
            Assigned assigned =
                    followed(context.getBroadcastState(FollowedExperiments.DESCRIPTOR))
                            .assign(
                                    request.userId(),
                                    surface,
                                    request.ingested(),
                                    assignments::variant);
            context.output(
                    INTERACTIONS,
                    AttributionInput.of(
                            UserAct.of(
                                    arrived.interaction(),
                                    request.revision(),
                                    enrolments(assigned),
                                    accepted.get().activity())));
            out.collect(ScoringInput.of(request.with(assigned)));
        }
    }

    /** In force from the user's next interaction on. */
    private void follow(AssignmentChange change) throws Exception {
        if (change.assignment() == null) {
            assignments.clear();
        } else {
            assignments.put(change.assignment(), change.at());
        }
    }

    /** Of the experiments that {@link #followed} gave. */
    private List<Enrolment> enrolments(Assigned assigned) {
        return assigned.assignments().stream()
                .map(each -> new Enrolment(each, followedSince.get(each.experimentId())))
                .toList();
    }

    @Override
    public void processBroadcastElement(
            ControlMessage message, Context context, Collector<ScoringInput> out) throws Exception {
        if (message.release() != null) {
            out.collect(ScoringInput.of(message.release()));
            return;
        }
        FollowedExperiments.write(
                context.getBroadcastState(FollowedExperiments.DESCRIPTOR), message.experiments());
        experiments = null;
    }

    /** Read anew only when they have changed; a restored subtask has nothing else to ask. */
    private Experiments followed(ReadOnlyBroadcastState<Byte, ExperimentSet> state)
            throws Exception {
        if (experiments == null) {
            List<StoredExperiment> stored = FollowedExperiments.read(state);
            experiments = ExperimentRegistry.read(stored);
            followedSince =
                    stored.stream()
                            .collect(
                                    Collectors.toMap(
                                            StoredExperiment::experimentId,
                                            StoredExperiment::since));
        }
        return experiments;
    }
}
