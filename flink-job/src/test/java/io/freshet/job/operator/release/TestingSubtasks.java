package io.freshet.job.operator.release;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.job.metric.ReleaseMetrics;
import io.freshet.job.state.Announcement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.messages.Acknowledge;
import org.apache.flink.runtime.operators.coordination.MockOperatorCoordinatorContext;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator.SubtaskGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.util.InstantiationUtil;

/**
 * Two subtasks and their coordinator, as a job has them, in one thread: what one sends the other
 * gets at once.
 */
final class TestingSubtasks implements AutoCloseable {

    private static final int COUNT = 2;
    private static final long NOW = 1_767_225_600_000L;

    /** Releases that a subtask cannot prepare, and why. */
    final Map<String, Throwable> unsound = new ConcurrentHashMap<>();

    final Set<TestingModel> open = ConcurrentHashMap.newKeySet();
    final List<ModelStatus> statuses = new ArrayList<>();

    private final ReleaseCoordinator coordinator =
            new ReleaseCoordinator(
                    new MockOperatorCoordinatorContext(new OperatorID(), COUNT) {
                        @Override
                        public org.apache.flink.runtime.checkpoint.CheckpointCoordinator
                                getCheckpointCoordinator() {
                            return null;
                        }
                    });
    private final List<Subtask> subtasks = new ArrayList<>();
    private final boolean atOnce;

    private long number;

    TestingSubtasks(boolean atOnce) throws Exception {
        this.atOnce = atOnce;
        for (int index = 0; index < COUNT; index++) {
            subtasks.add(new Subtask(index, stateBackend()));
        }
        for (Subtask each : subtasks) {
            each.open();
        }
    }

    /** A model that knows whether it is open. */
    final class TestingModel implements Servable {
        private final ModelId id;

        private TestingModel(ModelId id) {
            this.id = id;
            open.add(this);
        }

        @Override
        public ModelId modelId() {
            return id;
        }

        @Override
        public void close() {
            if (!open.remove(this)) {
                throw new IllegalStateException(id + " is closed twice");
            }
        }
    }

    /** Between processes an event goes as bytes. */
    private static OperatorEvent sent(OperatorEvent event) {
        try {
            return InstantiationUtil.clone(event);
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("cannot be sent: " + event, e);
        }
    }

    private final class Subtask implements SubtaskGateway {
        private final int index;
        private final OperatorStateBackend state;
        private final TestingMailbox mailbox = new TestingMailbox();
        private final SlotModels<TestingModel> models;

        private Subtask(int index, OperatorStateBackend state) {
            this.index = index;
            this.state = state;
            this.models =
                    new SlotModels<>(
                            new SlotModels.Setting<>(
                                    this::prepare,
                                    TestingModel::close,
                                    mailbox,
                                    this::tellCoordinator,
                                    2),
                            slots -> new ReleaseMetrics(new UnregisteredMetricsGroup(), slots));
        }

        private void open() throws Exception {
            coordinator.executionAttemptReady(index, 0, this);
            models.open(state, () -> new TestingModel(new ModelId("configured", "1")));
        }

        private TestingModel prepare(ModelRelease release) {
            Throwable why = unsound.get(index + "/" + release.version());
            if (why instanceof Error error) {
                throw error;
            }
            if (why != null) {
                throw new BundleException(why.getMessage(), why);
            }
            return new TestingModel(release.modelId());
        }

        private void tellCoordinator(OperatorEvent event) {
            coordinator.handleEventFromOperator(index, 0, sent(event));
        }

        @Override
        public CompletableFuture<Acknowledge> sendEvent(OperatorEvent event) {
            OperatorEvent heard =
                    event instanceof ReleaseEvents.SwitchTo word
                            ? new ReleaseEvents.SwitchTo(word.announcement(), atOnce)
                            : event;
            try {
                models.handle(sent(heard), NOW).ifPresent(statuses::add);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return CompletableFuture.completedFuture(Acknowledge.get());
        }

        @Override
        public ExecutionAttemptID getExecution() {
            return ExecutionAttemptID.randomId();
        }

        @Override
        public int getSubtask() {
            return index;
        }
    }

    private static OperatorStateBackend stateBackend() throws Exception {
        return new DefaultOperatorStateBackendBuilder(
                        TestingSubtasks.class.getClassLoader(),
                        new ExecutionConfig(),
                        false,
                        List.of(),
                        new CloseableRegistry())
                .build();
    }

    static ModelRelease release(String slot, String version) {
        return new ModelRelease(slot, "file:/b", "0".repeat(64), "films", version);
    }

    /** Announces a release to all. */
    Announcement announce(ModelRelease release) throws Exception {
        return announce(new Announcement(++number, release.slot(), release));
    }

    /** Announces that a slot is given up. */
    void giveUp(String slot) throws Exception {
        announce(new Announcement(++number, slot, null));
    }

    private Announcement announce(Announcement announcement) throws Exception {
        for (Subtask each : subtasks) {
            each.models.announce(announcement);
        }
        return announcement;
    }

    /** Waits until a subtask has prepared, or could not prepare, its oldest candidate. */
    void awaitPreparation(int subtask) throws Exception {
        subtasks.get(subtask).mailbox.readOne();
    }

    void awaitPreparations() throws Exception {
        for (int index = 0; index < COUNT; index++) {
            awaitPreparation(index);
        }
    }

    void snapshot(long checkpoint) {
        subtasks.forEach(each -> each.models.snapshot(checkpoint));
    }

    void complete(long checkpoint) {
        subtasks.forEach(each -> each.models.completed(checkpoint));
    }

    /** What serves a slot on each subtask: names and versions, null where nothing does. */
    List<String> serving(String slot) {
        return subtasks.stream()
                .map(each -> each.models.serving().get(slot))
                .map(model -> model == null ? "nothing" : model.modelId().toString())
                .toList();
    }

    /** Closes all subtasks and opens new ones with the state that the old ones had. */
    void restart() throws Exception {
        coordinator.resetToCheckpoint(1, null);
        List<Subtask> again = new ArrayList<>();
        for (Subtask each : subtasks) {
            each.models.close();
            coordinator.subtaskReset(each.index, 1);
            again.add(new Subtask(each.index, each.state));
        }
        subtasks.clear();
        subtasks.addAll(again);
        for (Subtask each : subtasks) {
            each.open();
        }
    }

    @Override
    public void close() {
        subtasks.forEach(each -> each.models.close());
    }
}
