package io.freshet.lab.novelty;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.util.List;

/**
 * A slate that the job made, and the one that cannot be beaten.
 *
 * @param latest the interaction that asked for it
 * @param items in their order
 * @param ideal the same number of items that the user most probably acts on next
 */
public record MadeSlate(Interaction latest, List<String> items, List<String> ideal) {

    public MadeSlate {
        requireNonNull(latest, "latest");
        items = List.copyOf(items);
        ideal = List.copyOf(ideal);
    }

    /** Event time, epoch milliseconds. */
    long timestamp() {
        return latest.timestamp();
    }
}
