package io.freshet.lab.oracle;

import java.util.List;

/**
 * What an oracle found of experiments.
 *
 * @param slates that were looked at
 * @param carrying how many of them carry a variant
 * @param wrongSlates how many carry other variants than their user has
 * @param figures variants whose figures were compared
 * @param wrongFigures how many of them are not what users, slates and outcomes give
 * @param examples of what is wrong, a few
 */
public record ExperimentsVerdict(
        long slates,
        long carrying,
        long wrongSlates,
        long figures,
        long wrongFigures,
        List<String> examples) {

    /** Where it was not looked at experiments. */
    public static final ExperimentsVerdict NONE = new ExperimentsVerdict(0, 0, 0, 0, 0, List.of());

    public ExperimentsVerdict {
        examples = List.copyOf(examples);
    }

    /** Whether every user has the right variants, and everything was counted once. */
    public boolean holds() {
        return wrongSlates == 0 && wrongFigures == 0;
    }

    String summary() {
        return String.format(
                "%d slates in experiments, wrong %d; %d figures, wrong %d",
                carrying, wrongSlates, figures, wrongFigures);
    }
}
