package io.freshet.core.reranking;

import static java.util.Objects.requireNonNull;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Candidate;
import io.freshet.core.domain.SeenPolicy;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.selection.Best;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the slots of a slate of what the candidate generators brought. */
public final class SlateAssembler {

    private final int size;
    private final SeenPolicy seenPolicy;

    /**
     * @param size most slots of a slate, at least 1
     * @param seenPolicy whether items of the window may stand in it
     */
    public SlateAssembler(int size, SeenPolicy seenPolicy) {
        if (size < 1) {
            throw new IllegalArgumentException("size must be at least 1 but is " + size);
        }
        this.size = size;
        this.seenPolicy = requireNonNull(seenPolicy, "seenPolicy");
    }

    /** How many items a generator must bring so that the slate can be filled for this window. */
    public int candidatesFor(BehaviourWindow window) {
        return seenPolicy == SeenPolicy.KEEP ? size : size + window.entries().size();
    }

    /** Items that may not stand in the slate for this window. */
    public Set<String> excluded(BehaviourWindow window) {
        if (seenPolicy == SeenPolicy.KEEP) {
            return Set.of();
        }
        Set<String> seen = new HashSet<>();
        for (BehaviourEntry entry : window.entries()) {
            seen.add(entry.itemId());
        }
        return seen;
    }

    /**
     * The best candidates by score that may stand in the slate; of equals the earlier one.
     *
     * @param window what the user did
     * @param candidates each item once
     */
    public List<SlateItem> assemble(BehaviourWindow window, List<Candidate> candidates) {
        Set<String> excluded = excluded(window);
        List<Candidate> permitted = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            if (!excluded.contains(candidate.itemId())) {
                permitted.add(candidate);
            }
        }
        double[] scores = permitted.stream().mapToDouble(Candidate::score).toArray();
        int[] places = Best.places(scores, scores.length, size, (one, other) -> one < other);
        return Arrays.stream(places).mapToObj(place -> permitted.get(place).slot()).toList();
    }
}
