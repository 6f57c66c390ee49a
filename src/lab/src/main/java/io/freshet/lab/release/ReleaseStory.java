package io.freshet.lab.release;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.ModelRelease;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.ModelStatus.State;
import io.freshet.lab.feed.StatusFeed;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of one release, or of one slot that is given up. */
public final class ReleaseStory {

    private static final Duration POLL = Duration.ofMillis(50);

    private final StatusFeed<ModelStatus> feed;
    private final String slot;
    private final @Nullable ModelRelease release;
    private @Nullable ModelStatus last;

    private ReleaseStory(
            StatusFeed<ModelStatus> feed, String slot, @Nullable ModelRelease release) {
        this.feed = requireNonNull(feed, "feed");
        this.slot = requireNonNull(slot, "slot");
        this.release = release;
    }

    /** Is told of every step, as it is read. */
    @FunctionalInterface
    public interface Listener {
        void status(ModelStatus status) throws IOException;
    }

    /** Of a release; the feed was opened before it was written. */
    public static ReleaseStory of(ModelRelease release, StatusFeed<ModelStatus> feed) {
        return new ReleaseStory(feed, release.slot(), release);
    }

    /** Of a slot that is given up; the feed was opened before that was written. */
    public static ReleaseStory ofWithdrawal(String slot, StatusFeed<ModelStatus> feed) {
        return new ReleaseStory(feed, slot, null);
    }

    /**
     * Returns how it ends: rejected, or active or removed on all subtasks.
     *
     * @param told of every step, the last one included
     * @throws IOException if there is no end in time; the message says how far it came
     */
    public ModelStatus follow(Duration patience, Listener told) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (ModelStatus status : feed.poll(POLL)) {
                if (isOfThis(status)) {
                    told.status(status);
                    last = status;
                    if (isEnd(status)) {
                        return status;
                    }
                }
            }
        }
        throw new IOException(
                last == null
                        ? "the job says nothing of it within "
                                + patience.toSeconds()
                                + " s; does it run, and read these topics?"
                        : "no end within " + patience.toSeconds() + " s; last: " + line(last));
    }

    private boolean isOfThis(ModelStatus status) {
        return status.slot().equals(slot)
                && (release == null ? status.release() == null : release.equals(status.release()));
    }

    private static boolean isEnd(ModelStatus status) {
        return status.state() == State.REJECTED
                || status.state() != State.LOADING && status.ready() == status.subtasks();
    }

    /** For a person. */
    public static String line(ModelStatus status) {
        String subtasks = status.ready() + " of " + status.subtasks() + " subtasks";
        return switch (status.state()) {
            case LOADING -> "loading: ready on " + subtasks;
            case ACTIVE -> "active on " + subtasks;
            case REMOVED -> "removed on " + subtasks;
            case REJECTED -> "rejected: " + oneLine(status.reason()) + serving(status);
        };
    }

    /** Libraries end what they say with a new line. */
    private static String oneLine(@Nullable String reason) {
        return String.valueOf(reason).strip().replaceAll("\\s*\n\\s*", " ");
    }

    private static String serving(ModelStatus status) {
        return status.serving() == null ? "" : " (" + status.serving() + " goes on serving)";
    }
}
