package io.freshet.job.operator.release;

import io.freshet.core.domain.ModelStatus.State;
import io.freshet.job.operator.release.ReleaseEvents.Drop;
import io.freshet.job.operator.release.ReleaseEvents.Prepared;
import io.freshet.job.operator.release.ReleaseEvents.Refused;
import io.freshet.job.operator.release.ReleaseEvents.Report;
import io.freshet.job.operator.release.ReleaseEvents.SwitchTo;
import io.freshet.job.operator.release.ReleaseEvents.Switched;
import io.freshet.job.state.Announcement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the subtasks to switch together: when all of them have prepared a release it tells all of
 * them, and when one cannot it tells all to drop it. It remembers nothing over a failure; restored
 * subtasks say again what they have prepared.
 *
 * <p>What it sends after its part of a checkpoint reaches a subtask after the subtask's part
 * (FLINK-28606), so a checkpoint holds a switch on all subtasks or on none.
 */
public final class ReleaseCoordinator implements OperatorCoordinator {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseCoordinator.class);

    /** Who tells the world. */
    private static final int SPEAKER = 0;

    private final Context context;
    private final Map<Integer, SubtaskGateway> subtasks = new HashMap<>();
    private final Map<Announcement, Set<Integer>> prepared = new HashMap<>();
    private final Map<Announcement, Set<Integer>> switched = new HashMap<>();
    private final Set<Long> dropped = new HashSet<>();

    ReleaseCoordinator(Context context) {
        this.context = context;
    }

    /** Makes the coordinator of an operator. */
    public static Provider provider(OperatorID operatorId) {
        return new Provider() {
            private static final long serialVersionUID = 1L;

            @Override
            public OperatorID getOperatorId() {
                return operatorId;
            }

            @Override
            public OperatorCoordinator create(Context context) {
                return new ReleaseCoordinator(context);
            }
        };
    }

    @Override
    public void start() {}

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
        if (event instanceof Prepared ready) {
            prepared(subtask, ready.announcement());
        } else if (event instanceof Refused refused) {
            refused(subtask, refused);
        } else if (event instanceof Switched done) {
            switched(subtask, done.announcement());
        } else {
            throw new IllegalStateException("subtask " + subtask + " sent " + event);
        }
    }

    private void prepared(int subtask, Announcement announcement) {
        if (dropped.contains(announcement.number())) {
            return;
        }
        Set<Integer> ready = prepared.computeIfAbsent(announcement, absent -> new HashSet<>());
        ready.add(subtask);
        report(announcement, State.LOADING, null, ready.size());
        if (ready.size() < context.currentParallelism()) {
            return;
        }
        prepared.remove(announcement);
        LOG.info("All subtasks are ready for {}", announcement);
        boolean checkpoints = context.getCheckpointCoordinator() != null;
        tellAll(new SwitchTo(announcement, !checkpoints));
        if (checkpoints) {
            // A switch takes effect with a checkpoint; nobody waits for the next periodic one.
            context.getCheckpointCoordinator().triggerCheckpoint(false);
        }
    }

    private void refused(int subtask, Refused refused) {
        Announcement announcement = refused.announcement();
        prepared.remove(announcement);
        if (!dropped.add(announcement.number())) {
            return; // another subtask was first
        }
        LOG.warn("Subtask {} refuses {}: {}", subtask, announcement, refused.reason());
        tellAll(new Drop(announcement));
        report(announcement, State.REJECTED, refused.reason(), 0);
    }

    /** Of a slot only the newest counts. */
    private void switched(int subtask, Announcement announcement) {
        switched.keySet()
                .removeIf(
                        each ->
                                each.slot().equals(announcement.slot())
                                        && each.number() < announcement.number());
        Set<Integer> done = switched.computeIfAbsent(announcement, absent -> new HashSet<>());
        done.add(subtask);
        report(
                announcement,
                announcement.release() == null ? State.REMOVED : State.ACTIVE,
                null,
                done.size());
    }

    private void tellAll(OperatorEvent event) {
        subtasks.values().forEach(each -> each.sendEvent(event));
    }

    private void report(
            Announcement announcement, State state, @Nullable String reason, int ready) {
        SubtaskGateway speaker = subtasks.get(SPEAKER);
        if (speaker != null) {
            speaker.sendEvent(
                    new Report(announcement, state, reason, ready, context.currentParallelism()));
        }
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
        subtasks.put(subtask, gateway);
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {
        forget(subtask);
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        forget(subtask);
    }

    private void forget(int subtask) {
        subtasks.remove(subtask);
        prepared.values().forEach(ready -> ready.remove(subtask));
        switched.values().forEach(done -> done.remove(subtask));
    }

    @Override
    public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        result.complete(new byte[0]);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {}

    @Override
    public void resetToCheckpoint(long checkpointId, byte @Nullable [] data) {
        prepared.clear();
        switched.clear();
        dropped.clear();
    }

    @Override
    public void close() {}
}
