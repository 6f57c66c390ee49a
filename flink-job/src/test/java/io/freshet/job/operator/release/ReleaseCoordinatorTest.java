package io.freshet.job.operator.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.ModelRelease;
import io.freshet.job.operator.release.ReleaseEvents.Drop;
import io.freshet.job.operator.release.ReleaseEvents.Prepared;
import io.freshet.job.operator.release.ReleaseEvents.Refused;
import io.freshet.job.operator.release.ReleaseEvents.Report;
import io.freshet.job.operator.release.ReleaseEvents.SwitchTo;
import io.freshet.job.state.Announcement;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.EventReceivingTasks;
import org.apache.flink.runtime.operators.coordination.MockOperatorCoordinatorContext;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.junit.jupiter.api.Test;

/** What the coordinator tells whom, in orders that a job takes seldom. */
class ReleaseCoordinatorTest {

    private final EventReceivingTasks tasks = EventReceivingTasks.createForRunningTasks();
    private final ReleaseCoordinator coordinator =
            new ReleaseCoordinator(
                    new MockOperatorCoordinatorContext(new OperatorID(), 2) {
                        @Override
                        public CheckpointCoordinator getCheckpointCoordinator() {
                            return null;
                        }
                    });

    private static Announcement announcement(long number) {
        return new Announcement(
                number,
                "default",
                new ModelRelease("default", "file:/b", "0".repeat(64), "films", "v" + number));
    }

    private void ready(int subtask) {
        coordinator.executionAttemptReady(subtask, 0, tasks.createGatewayForSubtask(subtask, 0));
    }

    private void hear(int subtask, OperatorEvent event) {
        coordinator.handleEventFromOperator(subtask, 0, event);
    }

    @Test
    void aSubtaskWhoseWordIsQuickerThanItsGatewayHearsEverything() {
        hear(0, new Prepared(announcement(1)));
        ready(1);
        hear(1, new Prepared(announcement(1)));
        ready(0);

        assertThat(tasks.getSentEventsForSubtask(0))
                .hasAtLeastOneElementOfType(Report.class)
                .contains(new SwitchTo(announcement(1), true));
        assertThat(tasks.getSentEventsForSubtask(1))
                .containsExactly(new SwitchTo(announcement(1), true));
    }

    @Test
    void whoIsReadyForAnOlderReleaseThanAllAgreedOnDropsIt() {
        ready(0);
        ready(1);
        hear(0, new Prepared(announcement(2)));
        hear(1, new Prepared(announcement(2)));

        hear(1, new Prepared(announcement(1)));

        assertThat(tasks.getSentEventsForSubtask(1))
                .containsExactly(new SwitchTo(announcement(2), true), new Drop(announcement(1)));
    }

    @Test
    void anotherReleaseThatGotTheNumberOfARefusedOneIsPrepared() {
        ready(0);
        ready(1);
        hear(0, new Refused(announcement(1), "broken"));
        Announcement other = new Announcement(1, "challenger", announcement(1).release());

        hear(0, new Prepared(other));
        hear(1, new Prepared(other));

        assertThat(tasks.getSentEventsForSubtask(1)).contains(new SwitchTo(other, true));
    }
}
