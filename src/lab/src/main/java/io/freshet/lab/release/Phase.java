package io.freshet.lab.release;

import java.util.Locale;

/**
 * A time of a run.
 *
 * @param fromNanos its begin, {@link System#nanoTime()}
 * @param toNanos its end
 */
record Phase(Kind kind, long fromNanos, long toNanos) {

    /** What happens meanwhile. */
    enum Kind {
        /** Nothing; a release follows. */
        BEFORE,
        /** From the release until all subtasks have fetched, checked and warmed it. */
        PREPARE,
        /** From then on until the slot has switched on all subtasks. */
        SWITCH,
        /** Nothing; a release was before. */
        AFTER,
        /** From a release until it is rejected. */
        REJECTION;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
