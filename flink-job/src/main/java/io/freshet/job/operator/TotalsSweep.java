package io.freshet.job.operator;

import io.freshet.core.attribution.AttributionRules;
import io.freshet.core.experiment.Experiment;
import io.freshet.job.state.EndedExperiment;
import io.freshet.job.state.EndedExperimentsState;
import io.freshet.job.state.ExperimentSet;
import io.freshet.job.state.StoredExperiment;
import io.freshet.job.state.UserTotalsState;
import io.freshet.job.state.UserTotalsState.Kept;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/**
 * Forgets the totals of experiments that are over. Users take turns: all of them at one moment
 * would hold up everything else.
 */
final class TotalsSweep implements AutoCloseable {

    static final int USERS_A_TURN = 250;

    private static final long PAUSE_MILLIS = 50;

    private final KeyedStateBackend<String> users;
    private final UserTotalsState totals;
    private final EndedExperimentsState experiments;
    private final ProcessingTimeService clock;
    private final AttributionRules rules;

    private @Nullable Pass pass;

    /** Once through all users. */
    private record Pass(
            Map<String, List<EndedExperiment>> ended,
            Set<String> followed,
            Stream<String> users,
            Iterator<String> left) {}

    TotalsSweep(
            KeyedStateBackend<String> users,
            UserTotalsState totals,
            EndedExperimentsState experiments,
            ProcessingTimeService clock,
            AttributionRules rules) {
        this.users = users;
        this.totals = totals;
        this.experiments = experiments;
        this.clock = clock;
        this.rules = rules;
    }

    /** Goes on with what was to be forgotten when the state was taken. */
    void resume() throws Exception {
        experiments.all().forEach(this::schedule);
    }

    /** Follows some experiments, and no others any more. */
    void follow(ExperimentSet set) throws Exception {
        List<EndedExperiment> before = experiments.all();
        experiments.follow(set, this::forgottenFrom);
        experiments.all().stream().filter(each -> !before.contains(each)).forEach(this::schedule);
    }

    /** One that was removed has slates that stand; what users just did may be on its way. */
    private long forgottenFrom(StoredExperiment experiment) {
        long now = clock.getCurrentProcessingTime();
        long over =
                ExperimentRegistry.read(List.of(experiment))
                        .get(experiment.experimentId())
                        .map(Experiment::end)
                        .filter(Objects::nonNull)
                        .map(end -> Math.min(end, now))
                        .orElse(now);
        return Math.max(over + rules.afterlifeMillis(), now + rules.patienceMillis());
    }

    private void schedule(EndedExperiment ended) {
        clock.registerTimer(ended.forgottenFrom(), this::begin);
    }

    private void begin(long at) throws Exception {
        if (pass != null) {
            return; // looks again when it is through
        }
        Map<String, List<EndedExperiment>> due =
                experiments.all().stream()
                        .filter(each -> each.forgottenFrom() <= at)
                        .collect(Collectors.groupingBy(EndedExperiment::experimentId));
        if (!due.isEmpty()) {
            Stream<String> found = users();
            pass = new Pass(due, experiments.followed(), found, found.iterator());
            turn(at);
        }
    }

    /** The heap's cannot be read while they change, and are in memory anyway. */
    private Stream<String> users() {
        Stream<String> found = users.getKeys(UserTotalsState.NAME, VoidNamespace.INSTANCE);
        return users instanceof HeapKeyedStateBackend ? found.toList().stream() : found;
    }

    private void turn(long at) throws Exception {
        for (int i = 0; i < USERS_A_TURN && pass.left().hasNext(); i++) {
            users.setCurrentKey(pass.left().next());
            totals.forget(this::isOver);
        }
        if (pass.left().hasNext()) {
            clock.registerTimer(clock.getCurrentProcessingTime() + PAUSE_MILLIS, this::turn);
            return;
        }
        for (List<EndedExperiment> each : pass.ended().values()) {
            experiments.forget(each);
        }
        close();
        begin(at);
    }

    /** Of a user who was never enrolled nothing says in which life of the experiment. */
    private boolean isOver(String experimentId, Kept kept) {
        List<EndedExperiment> ended = pass.ended().getOrDefault(experimentId, List.of());
        if (kept.isEnrolled()) {
            return ended.stream().anyMatch(each -> each.since() == kept.since());
        }
        return !ended.isEmpty() && !pass.followed().contains(experimentId);
    }

    @Override
    public void close() {
        if (pass != null) {
            pass.users().close();
            pass = null;
        }
    }
}
