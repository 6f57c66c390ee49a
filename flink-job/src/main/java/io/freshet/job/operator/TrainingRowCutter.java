package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.job.serde.TrainingRow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the run of a user's windows, which grows by an interaction at a time, into rows: every
 * interaction is a target once, and has at least half a window before it where the user has one.
 */
final class TrainingRowCutter {

    private final int maxLength;
    private final Consumer<TrainingRow> rows;

    private @Nullable ScoringRequest newest;
    private int length;
    private int fresh;
    private boolean isFirstRow = true;

    /**
     * @param maxLength most entries of a window
     */
    TrainingRowCutter(int maxLength, Consumer<TrainingRow> rows) {
        this.maxLength = maxLength;
        this.rows = rows;
    }

    /** Takes the next window; those of one user come one after the other. */
    void accept(ScoringRequest next) {
        int nextLength = BehaviourWindowFormat.unpack(next.window()).entries().size();
        if (newest != null && !newest.userId().equals(next.userId())) {
            finish();
        } else if (isFull() || losesATarget(nextLength)) {
            cut();
        }
        newest = next;
        length = nextLength;
        fresh++;
    }

    /** Cuts the last row of the user whose windows came. */
    void finish() {
        cut();
        newest = null;
        isFirstRow = true;
    }

    private boolean isFull() {
        return fresh >= (isFirstRow ? maxLength : Math.max(1, maxLength / 2));
    }

    /** Whether a window that slides on has the oldest target of this one first, or no more. */
    private boolean losesATarget(int nextLength) {
        int firstTarget = nextLength - 1 - fresh;
        return firstTarget < Math.min(1, length - fresh);
    }

    /** The first entry of a window has nothing before it that it could be predicted from. */
    private void cut() {
        int targets = Math.min(fresh, length - 1);
        if (newest != null && targets > 0) {
            rows.accept(
                    new TrainingRow(newest.userId(), newest.revision(), targets, newest.window()));
        }
        fresh = 0;
        isFirstRow = false;
    }
}
