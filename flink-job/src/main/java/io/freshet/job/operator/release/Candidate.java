package io.freshet.job.operator.release;

import io.freshet.job.state.Announcement;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is being prepared, or is prepared and waits for the others. Its model has one owner at a
 * time: whoever takes it.
 */
final class Candidate<M extends Servable> {

    private final Announcement announcement;
    private final AtomicReference<@Nullable M> opened = new AtomicReference<>();
    private volatile boolean isDropped;
    private boolean isPrepared;

    Candidate(Announcement announcement) {
        this.announcement = announcement;
    }

    Announcement announcement() {
        return announcement;
    }

    String slot() {
        return announcement.slot();
    }

    /** For the thread that prepares. */
    void opened(M model) {
        opened.set(model);
    }

    /** Nobody wants it any more. For any thread. */
    boolean isDropped() {
        return isDropped;
    }

    /** Whether it could be switched to. For the task's thread. */
    boolean isPrepared() {
        return isPrepared;
    }

    void prepared() {
        isPrepared = true;
    }

    /** The model, which is the caller's from now on. */
    @Nullable M take() {
        return opened.getAndSet(null);
    }

    /** Lets what prepares it stop where it can. */
    void drop(Consumer<M> discard) {
        isDropped = true;
        giveBack(discard);
    }

    void giveBack(Consumer<M> discard) {
        M model = take();
        if (model != null) {
            discard.accept(model);
        }
    }
}
