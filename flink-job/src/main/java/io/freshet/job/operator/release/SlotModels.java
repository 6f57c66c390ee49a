package io.freshet.job.operator.release;

import static io.freshet.core.domain.ModelRelease.DEFAULT_SLOT;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.job.metric.ReleaseMetrics;
import io.freshet.job.operator.release.ReleaseEvents.Drop;
import io.freshet.job.operator.release.ReleaseEvents.Prepared;
import io.freshet.job.operator.release.ReleaseEvents.Refused;
import io.freshet.job.operator.release.ReleaseEvents.Report;
import io.freshet.job.operator.release.ReleaseEvents.SwitchTo;
import io.freshet.job.operator.release.ReleaseEvents.Switched;
import io.freshet.job.state.Announcement;
import io.freshet.job.state.ReleaseState;
import io.freshet.job.state.SlotReleases;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a subtask, one for each slot, and those that are to follow them. A release is
 * prepared beside the one that serves; when all subtasks are prepared, the coordinator says so, and
 * with the next checkpoint the slot switches. So whatever the job is restored from, all subtasks
 * come back with the same models, and no user's slates go back to a model before.
 *
 * <p>All methods but {@link #serving} belong to the task's thread.
 *
 * @param <M> what serves
 */
public final class SlotModels<M extends Servable> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SlotModels.class);
    private static final long NO_CHECKPOINT = -1;

    private final Setting<M> setting;
    private final ReleaseMetrics metrics;
    private final Candidates<M> candidates;
    private final Map<String, Agreed<M>> agreed = new HashMap<>();

    /** What others refused before it arrived here. */
    private final Set<Announcement> droppedAhead = new HashSet<>();

    private ReleaseState state;
    private long newest;
    private volatile Map<String, M> serving = Map.of();

    /**
     * What it works with.
     *
     * @param opener makes a release ready to serve, or throws; may take long
     * @param configured the default slot's model where nothing is released for it, made ready; or
     *     throws
     * @param checker throws if a release that is new may not be opened, whatever is known of it
     * @param retire takes what serves no longer, to close it when nobody uses it any more
     * @param discard closes what never served, without keeping the caller waiting; for any thread
     * @param mailbox of the task
     * @param coordinator where events for the coordinator go
     * @param maxSlots most slots
     */
    public record Setting<M>(
            Function<ModelRelease, M> opener,
            Supplier<M> configured,
            Consumer<ModelRelease> checker,
            Consumer<M> retire,
            Consumer<M> discard,
            MailboxExecutor mailbox,
            Consumer<OperatorEvent> coordinator,
            int maxSlots) {}

    /** What all subtasks are to switch to with a checkpoint. */
    private static final class Agreed<M extends Servable> {
        private final Announcement announcement;
        private final M model;
        private long checkpoint = NO_CHECKPOINT;

        private Agreed(Announcement announcement, M model) {
            this.announcement = announcement;
            this.model = model;
        }
    }

    public SlotModels(Setting<M> setting, Function<IntSupplier, ReleaseMetrics> metrics) {
        this.setting = setting;
        this.metrics = metrics.apply(() -> serving.size());
        this.candidates = new Candidates<>(setting, new Word());
    }

    /** What the coordinator is told of candidates. */
    private final class Word implements Candidates.Listener {

        @Override
        public void prepared(Announcement announcement) {
            setting.coordinator().accept(new Prepared(announcement));
        }

        @Override
        public void failed(Announcement announcement, Throwable cause) {
            refuse(announcement, reason(cause));
        }
    }

    /**
     * Opens what the state says, and for the default slot what the configuration says where the
     * state says nothing.
     *
     * @throws io.freshet.core.bundle.BundleException if one cannot be opened: a job never comes
     *     back with another model than it had
     */
    public void open(OperatorStateStore store) throws Exception {
        state = new ReleaseState(store);
        Map<String, SlotReleases> known = state.all();
        Map<String, M> opened = new HashMap<>();
        serving = opened; // so that closing finds what was opened before a failure
        for (Map.Entry<String, SlotReleases> slot : known.entrySet()) {
            Announcement active = slot.getValue().active();
            if (active != null) {
                opened.put(slot.getKey(), opened(active.release()));
                setting.coordinator().accept(new Switched(active));
            }
        }
        if (!opened.containsKey(DEFAULT_SLOT)) {
            opened.put(DEFAULT_SLOT, setting.configured().get());
        }
        serving = Map.copyOf(opened);
        known.values().stream()
                .flatMap(slot -> slot.pending().stream())
                .sorted(Comparator.comparingLong(Announcement::number))
                .forEach(this::consider);
    }

    private M opened(@Nullable ModelRelease release) {
        return release == null ? setting.configured().get() : setting.opener().apply(release);
    }

    /** What serves each slot now; the default slot always has one. For any thread. */
    public Map<String, M> serving() {
        return serving;
    }

    /** A release has arrived, at the same place of the stream for all subtasks. */
    public void announce(Announcement announcement) throws Exception {
        boolean isDropped = droppedAhead.remove(announcement);
        newest = announcement.number();
        if (announcement.givesUp()) {
            giveUp(announcement);
        } else if (!isDropped) {
            supersede(announcement);
            state.put(announcement.slot(), state.of(announcement.slot()).with(announcement));
            consider(announcement);
        }
    }

    private void consider(Announcement announcement) {
        newest = Math.max(newest, announcement.number());
        Set<String> slots = slots();
        if (slots.contains(announcement.slot()) || slots.size() < setting.maxSlots()) {
            candidates.add(announcement);
            return;
        }
        refuse(
                announcement,
                "there are "
                        + slots.size()
                        + " slots already, "
                        + slots
                        + "; give one up or permit more");
    }

    /** Those that have a model here, or may get one. */
    private Set<String> slots() {
        Set<String> slots = new TreeSet<>(serving.keySet());
        slots.addAll(agreed.keySet());
        slots.addAll(candidates.slots());
        return slots;
    }

    private static String reason(Throwable cause) {
        if (cause.getMessage() == null || cause.getMessage().isBlank()) {
            return cause.toString();
        }
        return cause instanceof OutOfMemoryError
                ? "out of memory: " + cause.getMessage()
                : cause.getMessage();
    }

    /**
     * What the state has of it stays there until the coordinator says so to all: what one subtask
     * finds out by itself would make its part of a checkpoint another one than theirs.
     */
    private void refuse(Announcement announcement, String reason) {
        metrics.refused();
        setting.coordinator().accept(new Refused(announcement, reason));
    }

    /** What is not prepared yet need not be any more; what is, may be agreed on already. */
    private void supersede(Announcement newer) {
        for (Announcement each : candidates.dropUnprepared(newer.slot())) {
            setting.coordinator().accept(new Refused(each, "a newer release took its place"));
        }
    }

    private void giveUp(Announcement announcement) throws Exception {
        String slot = announcement.slot();
        candidates.dropOlder(announcement);
        Agreed<M> waiting = agreed.remove(slot);
        if (waiting != null) {
            setting.discard().accept(waiting.model);
        }
        Map<String, M> left = new HashMap<>(serving);
        M old = left.remove(slot);
        serving = Map.copyOf(left);
        if (old != null) {
            setting.retire().accept(old);
        }
        state.remove(slot);
        setting.coordinator().accept(new Switched(announcement));
    }

    /**
     * The coordinator's word.
     *
     * @return what the world is to be told
     */
    public Optional<ModelStatus> handle(OperatorEvent event, long now) throws Exception {
        if (event instanceof SwitchTo word) {
            agree(word);
        } else if (event instanceof Drop word) {
            drop(word.announcement());
        } else if (event instanceof Report word) {
            return Optional.of(status(word, now));
        } else {
            throw new IllegalStateException("the coordinator sent " + event);
        }
        return Optional.empty();
    }

    private void drop(Announcement announcement) throws Exception {
        if (announcement.number() > newest) {
            droppedAhead.add(announcement);
            return;
        }
        candidates.drop(announcement);
        String slot = announcement.slot();
        state.put(slot, state.of(slot).without(announcement));
    }

    private void agree(SwitchTo word) throws Exception {
        Announcement announcement = word.announcement();
        Optional<M> model = candidates.take(announcement);
        if (model.isEmpty()) {
            return; // the slot was given up meanwhile, or a newer one was agreed on
        }
        candidates.dropOlder(announcement);
        String slot = announcement.slot();
        Agreed<M> next = new Agreed<>(announcement, model.get());
        Agreed<M> before = agreed.put(slot, next);
        if (before != null) {
            setting.discard().accept(before.model);
        }
        state.put(slot, state.of(slot).switchedTo(announcement));
        if (word.atOnce()) {
            switchTo(next);
        }
    }

    /** What was agreed on before this checkpoint is in it. */
    public void snapshot(long checkpointId) {
        for (Agreed<M> each : agreed.values()) {
            if (each.checkpoint == NO_CHECKPOINT) {
                each.checkpoint = checkpointId;
            }
        }
    }

    /** The job can be restored from this checkpoint from now on, and not from one before. */
    public void completed(long checkpointId) {
        for (Agreed<M> each : List.copyOf(agreed.values())) {
            if (each.checkpoint != NO_CHECKPOINT && each.checkpoint <= checkpointId) {
                switchTo(each);
            }
        }
    }

    private void switchTo(Agreed<M> next) {
        String slot = next.announcement.slot();
        agreed.remove(slot);
        Map<String, M> now = new HashMap<>(serving);
        M old = now.put(slot, next.model);
        serving = Map.copyOf(now);
        if (old != null) {
            setting.retire().accept(old);
        }
        metrics.activated();
        LOG.info("Slot {} switched to {}", slot, next.model.modelId());
        setting.coordinator().accept(new Switched(next.announcement));
    }

    private ModelStatus status(Report report, long now) {
        String slot = report.announcement().slot();
        ModelId inCharge = serving.containsKey(slot) ? serving.get(slot).modelId() : null;
        return new ModelStatus(
                slot,
                report.state(),
                report.announcement().release(),
                report.reason(),
                inCharge,
                report.ready(),
                report.subtasks(),
                now);
    }

    /** Discards all models, those that serve included: nobody may use them any more. */
    @Override
    public void close() {
        candidates.close();
        agreed.values().forEach(each -> setting.discard().accept(each.model));
        agreed.clear();
        serving.values().forEach(setting.discard());
        serving = Map.of();
    }
}
