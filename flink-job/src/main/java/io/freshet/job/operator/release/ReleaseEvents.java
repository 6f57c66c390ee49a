package io.freshet.job.operator.release;

import io.freshet.core.domain.ModelStatus;
import io.freshet.job.state.Announcement;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;

/** What subtasks and their coordinator tell each other of a release. */
final class ReleaseEvents {

    private ReleaseEvents() {}

    /** To the coordinator: this subtask could switch now. */
    record Prepared(Announcement announcement) implements OperatorEvent {}

    /** To the coordinator: this subtask cannot switch to it. */
    record Refused(Announcement announcement, String reason) implements OperatorEvent {}

    /** To the coordinator: this subtask makes its slates with it. */
    record Switched(Announcement announcement) implements OperatorEvent {}

    /**
     * To a subtask: all are prepared.
     *
     * @param atOnce not after the next checkpoint, because there will be none
     */
    record SwitchTo(Announcement announcement, boolean atOnce) implements OperatorEvent {}

    /** To a subtask: another one cannot switch to it, so nobody does. */
    record Drop(Announcement announcement) implements OperatorEvent {}

    /**
     * To one subtask: tell the world.
     *
     * @param ready subtasks that have come so far
     * @param subtasks how many there are
     */
    record Report(
            Announcement announcement,
            ModelStatus.State state,
            @Nullable String reason,
            int ready,
            int subtasks)
            implements OperatorEvent {}
}
