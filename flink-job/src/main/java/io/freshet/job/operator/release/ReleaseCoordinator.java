package io.freshet.job.operator.release;

import io.freshet.core.domain.ModelStatus.State;
import io.freshet.job.operator.release.ReleaseEvents.Drop;
import io.freshet.job.operator.release.ReleaseEvents.Prepared;
import io.freshet.job.operator.release.ReleaseEvents.Refused;
import io.freshet.job.operator.release.ReleaseEvents.Report;
import io.freshet.job.operator.release.ReleaseEvents.SwitchTo;
import io.freshet.job.operator.release.ReleaseEvents.Switched;
import io.freshet.job.state.Announcement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
 * them, and when one cannot it tells all to drop it. What was dropped stays dropped: a subtask that
 * comes to it later, or again after a failure, hears the same. Restored subtasks say again what
 * they have prepared.
 *
 * <p>What it sends after its part of a checkpoint reaches a subtask after the subtask's part
 * (FLINK-28606), so a checkpoint holds a switch on all subtasks or on none.
 */
public final class ReleaseCoordinator implements OperatorCoordinator {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseCoordinator.class);

    /** Who tells the world. */
    private static final int SPEAKER = 0;

    /** Far more than any checkpoint can bring back. */
    private static final int MOST_DROPPED = 1_000;

    private final Context context;
    private final Map<Integer, SubtaskGateway> subtasks = new HashMap<>();
    private final Map<Integer, List<OperatorEvent>> unsent = new HashMap<>();
    private final Map<Announcement, Set<Integer>> prepared = new HashMap<>();
    private final Map<Announcement, Set<Integer>> switched = new HashMap<>();

    /** The number of the newest that all agreed on, by slot. */
    private final Map<String, Long> agreed = new HashMap<>();

    /** Why each was dropped, oldest first. */
    private final Map<Announcement, String> dropped = new LinkedHashMap<>();

    /** Those of them that the world may not know of: the speaker failed since. */
    private final Set<Announcement> untold = new HashSet<>();

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
        if (isNotWanted(announcement)) {
            dropAlso(subtask, announcement);
            return;
        }
        Set<Integer> ready = prepared.computeIfAbsent(announcement, absent -> new HashSet<>());
        ready.add(subtask);
        report(announcement, State.LOADING, null, ready.size());
        if (ready.size() < context.currentParallelism()) {
            return;
        }
        LOG.info("All subtasks are ready for {}", announcement);
        prepared.remove(announcement);
        agreedOn(announcement);
        boolean checkpoints = context.getCheckpointCoordinator() != null;
        tellAll(new SwitchTo(announcement, !checkpoints));
        if (checkpoints) {
            // A switch takes effect with a checkpoint; nobody waits for the next periodic one.
            context.getCheckpointCoordinator().triggerCheckpoint(false);
        }
    }

    private boolean isNotWanted(Announcement announcement) {
        return dropped.containsKey(announcement)
                || agreed.getOrDefault(announcement.slot(), Long.MIN_VALUE) > announcement.number();
    }

    /** Of a slot only the newest counts. */
    private void agreedOn(Announcement announcement) {
        agreed.merge(announcement.slot(), announcement.number(), Math::max);
        forgetOlder(prepared.keySet(), announcement);
    }

    private static void forgetOlder(Collection<Announcement> known, Announcement newer) {
        known.removeIf(each -> each.slot().equals(newer.slot()) && each.number() < newer.number());
    }

    private void refused(int subtask, Refused refused) {
        Announcement announcement = refused.announcement();
        if (isNotWanted(announcement)) {
            dropAlso(subtask, announcement); // another subtask was first
            return;
        }
        LOG.warn("Subtask {} refuses {}: {}", subtask, announcement, refused.reason());
        prepared.remove(announcement);
        remember(announcement, refused.reason());
        tellAll(new Drop(announcement));
        report(announcement, State.REJECTED, refused.reason(), 0);
    }

    private void remember(Announcement announcement, String reason) {
        dropped.put(announcement, reason);
        if (dropped.size() > MOST_DROPPED) {
            Announcement oldest = dropped.keySet().iterator().next();
            dropped.remove(oldest);
            untold.remove(oldest);
        }
    }

    private void dropAlso(int subtask, Announcement announcement) {
        tell(subtask, new Drop(announcement));
        if (untold.remove(announcement)) {
            report(announcement, State.REJECTED, dropped.get(announcement), 0);
        }
    }

    private void switched(int subtask, Announcement announcement) {
        agreedOn(announcement);
        forgetOlder(switched.keySet(), announcement);
        Set<Integer> done = switched.computeIfAbsent(announcement, absent -> new HashSet<>());
        done.add(subtask);
        report(
                announcement,
                announcement.givesUp() ? State.REMOVED : State.ACTIVE,
                null,
                done.size());
    }

    private void tellAll(OperatorEvent event) {
        for (int subtask = 0; subtask < context.currentParallelism(); subtask++) {
            tell(subtask, event);
        }
    }

    /** An event of a subtask can be here before the word that the subtask is there. */
    private void tell(int subtask, OperatorEvent event) {
        SubtaskGateway gateway = subtasks.get(subtask);
        if (gateway == null) {
            unsent.computeIfAbsent(subtask, absent -> new ArrayList<>()).add(event);
            return;
        }
        gateway.sendEvent(event);
    }

    private void report(
            Announcement announcement, State state, @Nullable String reason, int ready) {
        tell(SPEAKER, new Report(announcement, state, reason, ready, context.currentParallelism()));
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
        subtasks.put(subtask, gateway);
        List<OperatorEvent> events = unsent.remove(subtask);
        if (events != null) {
            events.forEach(gateway::sendEvent);
        }
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {
        forget(subtask);
    }

    /** A region of the job begins again; what was dropped is not wanted in this life either. */
    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        forget(subtask);
        agreed.clear();
    }

    private void forget(int subtask) {
        subtasks.remove(subtask);
        unsent.remove(subtask);
        prepared.values().forEach(ready -> ready.remove(subtask));
        switched.values().forEach(done -> done.remove(subtask));
        if (subtask == SPEAKER) {
            untold.addAll(dropped.keySet());
        }
    }

    @Override
    public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        result.complete(new byte[0]);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {}

    @Override
    public void resetToCheckpoint(long checkpointId, byte @Nullable [] data) {
        unsent.clear();
        prepared.clear();
        switched.clear();
        agreed.clear();
        dropped.clear();
        untold.clear();
    }

    @Override
    public void close() {}
}
