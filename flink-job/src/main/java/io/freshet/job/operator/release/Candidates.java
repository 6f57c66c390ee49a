package io.freshet.job.operator.release;

import io.freshet.core.domain.ModelRelease;
import io.freshet.job.state.Announcement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases that may serve, prepared one after the other on a thread of their own. For the
 * task's thread, which also hears how each came out.
 *
 * @param <M> what serves
 */
final class Candidates<M extends Servable> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Candidates.class);

    private final Function<ModelRelease, M> opener;
    private final Supplier<M> configured;
    private final Consumer<ModelRelease> checker;
    private final Consumer<M> discard;
    private final MailboxExecutor mailbox;
    private final Listener listener;
    private final List<Candidate<M>> all = new ArrayList<>();
    private final ExecutorService background;

    private volatile boolean isClosed;

    /** Who hears how a candidate came out that is still wanted. */
    interface Listener {

        void prepared(Announcement announcement);

        void failed(Announcement announcement, Throwable cause);
    }

    Candidates(SlotModels.Setting<M> setting, Listener listener) {
        this.opener = setting.opener();
        this.configured = setting.configured();
        this.checker = setting.checker();
        this.discard = setting.discard();
        this.mailbox = setting.mailbox();
        this.listener = listener;
        this.background = Executors.newSingleThreadExecutor(Candidates::daemon);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "model-releases");
        thread.setDaemon(true);
        return thread;
    }

    void add(Announcement announcement) {
        Candidate<M> candidate = new Candidate<>(announcement);
        all.add(candidate);
        background.execute(() -> prepare(candidate));
    }

    /** Whatever goes wrong with a bundle is no reason to stop what serves. */
    private void prepare(Candidate<M> candidate) {
        if (isClosed || candidate.isDropped()) {
            return;
        }
        try {
            candidate.opened(open(candidate.announcement().release()));
            mail(() -> prepared(candidate));
        } catch (Throwable e) {
            LOG.warn("{} cannot be prepared", candidate.announcement(), e);
            mail(() -> failed(candidate, e));
        }
        if (isClosed || candidate.isDropped()) {
            candidate.giveBack(discard);
        }
    }

    private M open(@Nullable ModelRelease release) {
        if (release == null) {
            return configured.get();
        }
        checker.accept(release);
        return opener.apply(release);
    }

    private void mail(ThrowingRunnable<Exception> mail) {
        try {
            mailbox.execute(mail, "model release");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task is closing", e);
        }
    }

    private void prepared(Candidate<M> candidate) {
        if (!candidate.isDropped()) {
            candidate.prepared();
            listener.prepared(candidate.announcement());
        }
    }

    private void failed(Candidate<M> candidate, Throwable cause) {
        if (!candidate.isDropped()) {
            drop(each -> each == candidate);
            listener.failed(candidate.announcement(), cause);
        }
    }

    /** Slots that may get a model. */
    Set<String> slots() {
        Set<String> slots = new TreeSet<>();
        all.forEach(each -> slots.add(each.slot()));
        return slots;
    }

    /** The model of a prepared one, which is a candidate no more; none if it is not one. */
    Optional<M> take(Announcement announcement) {
        Optional<Candidate<M>> found =
                all.stream().filter(each -> each.announcement().equals(announcement)).findFirst();
        found.ifPresent(all::remove);
        return found.map(Candidate::take);
    }

    void drop(Announcement announcement) {
        drop(each -> each.announcement().equals(announcement));
    }

    /** Drops those of its slot that were announced before. */
    void dropOlder(Announcement newer) {
        drop(
                each ->
                        each.slot().equals(newer.slot())
                                && each.announcement().number() < newer.number());
    }

    /** Drops those of a slot that could not be switched to yet. */
    List<Announcement> dropUnprepared(String slot) {
        return drop(each -> each.slot().equals(slot) && !each.isPrepared());
    }

    private List<Announcement> drop(Predicate<Candidate<M>> which) {
        List<Candidate<M>> found = all.stream().filter(which).toList();
        all.removeAll(found);
        found.forEach(each -> each.drop(discard));
        return found.stream().map(Candidate::announcement).toList();
    }

    @Override
    public void close() {
        isClosed = true;
        background.shutdownNow();
        all.forEach(each -> each.giveBack(discard));
        all.clear();
    }
}
