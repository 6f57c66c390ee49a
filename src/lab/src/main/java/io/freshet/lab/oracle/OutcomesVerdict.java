package io.freshet.lab.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * What an oracle found of outcomes.
 *
 * @param due that the log and the slates give
 * @param open that may be there or not, for a failure decides which slates are remembered
 * @param missing how many of those that are due did not come
 * @param wrong how many came that nothing gives, or not as they are
 * @param doubled interactions that more than one slate earned
 * @param repeated outcomes that came once more
 * @param examples of what is wrong, a few
 */
public record OutcomesVerdict(
        long due,
        long open,
        long missing,
        long wrong,
        long doubled,
        long repeated,
        List<String> examples) {

    /** Where it was not looked at outcomes. */
    public static final OutcomesVerdict NONE = new OutcomesVerdict(0, 0, 0, 0, 0, 0, List.of());

    public OutcomesVerdict {
        examples = List.copyOf(examples);
    }

    /** Whether each interaction and each slate has exactly the outcome that it has to have. */
    public boolean holds() {
        return missing == 0 && wrong == 0 && doubled == 0;
    }

    String summary() {
        return String.format(
                "%d outcomes due, %d open, missing %d, wrong %d, doubled %d, repeated %d",
                due, open, missing, wrong, doubled, repeated);
    }

    /** Collects what is wrong. */
    static final class Builder {

        private static final int MOST_EXAMPLES = 3;

        private final List<String> examples = new ArrayList<>();
        private final long due;
        private final long open;
        private long missing;
        private long wrong;
        private long doubled;
        private long repeated;

        Builder(long due, long open) {
            this.due = due;
            this.open = open;
        }

        void missing(String what) {
            missing++;
            note("no outcome of " + what);
        }

        void wrong(String what) {
            wrong++;
            note(what);
        }

        void doubled(String what) {
            doubled++;
            note("more than one slate earned " + what);
        }

        void repeated() {
            repeated++;
        }

        private void note(String example) {
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(example);
            }
        }

        OutcomesVerdict build() {
            return new OutcomesVerdict(due, open, missing, wrong, doubled, repeated, examples);
        }
    }
}
