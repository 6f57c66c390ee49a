package io.freshet.job.operator.release;

import io.freshet.core.bundle.BundleException;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.job.metric.ReleaseMetrics;
import io.freshet.job.state.Announcement;
import io.freshet.job.state.ReleaseState;
import io.freshet.job.state.SlotReleases;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Two subtasks and their coordinator, as a job has them, in one thread: what one sends the other
 * gets at once.
 */
final class TestingSubtasks implements AutoCloseable {

    private static final int COUNT = 2;
    private static final long NOW = 1_767_225_600_000L;

    /** Releases that a subtask cannot prepare, and why. */
    final Map<String, Throwable> unsound = new ConcurrentHashMap<>();

    /** Releases that do not lie where they say, though every subtask can open them. */
    final Set<String> missing = ConcurrentHashMap.newKeySet();

    /** Releases that a subtask prepares until the test lets it go on. */
    final Map<String, CountDownLatch> slow = new ConcurrentHashMap<>();

    final Set<TestingModel> open = ConcurrentHashMap.newKeySet();
    final Set<TestingModel> discarded = ConcurrentHashMap.newKeySet();
    final List<String> begun = new CopyOnWriteArrayList<>();
    final List<ModelStatus> statuses = new ArrayList<>();

    private final List<Subtask> subtasks = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private final List<Map<String, SlotReleases>> checkpointed = new ArrayList<>();
    private final boolean atOnce;

    private ReleaseCoordinator coordinator = coordinator();
    private @Nullable Queue<Runnable> onTheWay;
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

    private static ReleaseCoordinator coordinator() {
        return new ReleaseCoordinator(
                new MockOperatorCoordinatorContext(new OperatorID(), COUNT) {
                    @Override
                    public org.apache.flink.runtime.checkpoint.CheckpointCoordinator
                            getCheckpointCoordinator() {
                        return null;
                    }
                });
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
                                    this::configured,
                                    this::check,
                                    TestingModel::close,
                                    TestingSubtasks.this::discard,
                                    mailbox,
                                    this::tellCoordinator,
                                    2),
                            slots -> new ReleaseMetrics(new UnregisteredMetricsGroup(), slots));
        }

        private void open() throws Exception {
            coordinator.executionAttemptReady(index, 0, this);
            models.open(state);
        }

        private TestingModel configured() {
            Throwable why = unsound.get(index + "/configured");
            if (why != null) {
                throw new BundleException(why.getMessage(), why);
            }
            return new TestingModel(new ModelId("configured", "1"));
        }

        private void check(ModelRelease release) {
            if (missing.contains(release.version())) {
                throw new BundleException("file:/b does not exist");
            }
        }

        private TestingModel prepare(ModelRelease release) {
            String what = index + "/" + release.version();
            begun.add(what);
            if (slow.containsKey(what)) {
                awaitUninterruptibly(slow.get(what));
            }
            Throwable why = unsound.get(what);
            if (why instanceof Error error) {
                throw error;
            }
            if (why != null) {
                throw new BundleException(why.getMessage(), why);
            }
            return new TestingModel(release.modelId());
        }

        private void tellCoordinator(OperatorEvent event) {
            if (event instanceof ReleaseEvents.Prepared ready) {
                told.add(index + "/" + ready.announcement().number());
            } else if (event instanceof ReleaseEvents.Refused refused) {
                told.add(index + "/" + refused.announcement().number());
            }
            coordinator.handleEventFromOperator(index, 0, sent(event));
        }

        @Override
        public CompletableFuture<Acknowledge> sendEvent(OperatorEvent event) {
            OperatorEvent heard =
                    event instanceof ReleaseEvents.SwitchTo word
                            ? new ReleaseEvents.SwitchTo(word.announcement(), atOnce)
                            : event;
            if (onTheWay != null) {
                onTheWay.add(() -> hear(heard));
            } else {
                hear(heard);
            }
            return CompletableFuture.completedFuture(Acknowledge.get());
        }

        private void hear(OperatorEvent event) {
            try {
                models.handle(sent(event), NOW).ifPresent(statuses::add);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
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

    private void discard(TestingModel model) {
        discarded.add(model);
        model.close();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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

    /** Announces that nothing is released for a slot any more. */
    Announcement takeBack(String slot) throws Exception {
        return announce(new Announcement(++number, slot, null));
    }

    /** Announces to all what was announced before: its input is read again. */
    Announcement announce(Announcement announcement) throws Exception {
        for (Subtask each : subtasks) {
            each.models.announce(announcement);
        }
        return announcement;
    }

    /** Announces what others hear of later. */
    Announcement announceTo(int subtask, ModelRelease release) throws Exception {
        Announcement announcement = new Announcement(++number, release.slot(), release);
        announceTo(subtask, announcement);
        return announcement;
    }

    void announceTo(int subtask, Announcement announcement) throws Exception {
        subtasks.get(subtask).models.announce(announcement);
    }

    /** Waits until a subtask has prepared, or could not prepare, its oldest candidate. */
    void awaitPreparation(int subtask) throws Exception {
        subtasks.get(subtask).mailbox.readOne();
    }

    /** Waits until all subtasks have said whether they are prepared for it, in this life. */
    void await(Announcement announcement) throws Exception {
        for (int index = 0; index < COUNT; index++) {
            while (!told.contains(index + "/" + announcement.number())) {
                awaitPreparation(index);
            }
        }
    }

    /** Returns when the subtasks have begun to prepare a release. */
    void awaitBegin(String version) {
        for (int index = 0; index < COUNT; index++) {
            String subtask = index + "/" + version;
            Awaitility.await().until(() -> begun.contains(subtask));
        }
    }

    /** From now on what the coordinator says is on the way until it is let through. */
    void holdTheCoordinatorsWord() {
        onTheWay = new ArrayDeque<>();
    }

    /** What the coordinator said arrives. */
    void letTheCoordinatorsWordThrough() {
        Queue<Runnable> all = onTheWay;
        onTheWay = null;
        all.forEach(Runnable::run);
    }

    void awaitPreparations() throws Exception {
        for (int index = 0; index < COUNT; index++) {
            awaitPreparation(index);
        }
    }

    void snapshot(long checkpoint) throws Exception {
        checkpointed.clear();
        for (Subtask each : subtasks) {
            each.models.snapshot(checkpoint);
            checkpointed.add(new ReleaseState(each.state).all());
        }
    }

    /** Waits until so many models are open: what is prepared while a subtask closes ends later. */
    void awaitOpen(int count) {
        while (open.size() != count) {
            Thread.onSpinWait();
        }
    }

    /** Versions that a slot's state has as not agreed on, on each subtask. */
    List<List<String>> pending(String slot) throws Exception {
        List<List<String>> all = new ArrayList<>();
        for (Subtask each : subtasks) {
            all.add(
                    new ReleaseState(each.state)
                            .of(slot).pending().stream()
                                    .map(pending -> pending.release().version())
                                    .toList());
        }
        return all;
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
        List<OperatorStateBackend> states = subtasks.stream().map(each -> each.state).toList();
        reopen(states);
    }

    /** What a TaskManager's end does to a job of one region: its coordinators are not reset. */
    void failOver() throws Exception {
        reopen(lastCheckpoint());
    }

    /** Another run of the job, from the last snapshot. */
    void startFromSavepoint() throws Exception {
        coordinator = coordinator();
        coordinator.resetToCheckpoint(1, new byte[0]);
        reopen(lastCheckpoint());
    }

    private List<OperatorStateBackend> lastCheckpoint() throws Exception {
        List<OperatorStateBackend> states = new ArrayList<>();
        for (Map<String, SlotReleases> slots : checkpointed) {
            OperatorStateBackend state = stateBackend();
            ReleaseState releases = new ReleaseState(state);
            for (Map.Entry<String, SlotReleases> slot : slots.entrySet()) {
                releases.put(slot.getKey(), slot.getValue());
            }
            states.add(state);
        }
        return states;
    }

    private void reopen(List<OperatorStateBackend> states) throws Exception {
        for (Subtask each : subtasks) {
            each.models.close();
            coordinator.executionAttemptFailed(each.index, 0, null);
        }
        told.clear();
        if (onTheWay != null) {
            onTheWay.clear();
        }
        subtasks.clear();
        for (int index = 0; index < COUNT; index++) {
            coordinator.subtaskReset(index, 1);
            subtasks.add(new Subtask(index, states.get(index)));
        }
        for (Subtask each : subtasks) {
            each.open();
        }
    }

    @Override
    public void close() {
        subtasks.forEach(each -> each.models.close());
    }
}
