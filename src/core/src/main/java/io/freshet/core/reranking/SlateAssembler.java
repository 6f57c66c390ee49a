package io.freshet.core.reranking;

import static java.util.Objects.requireNonNull;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Candidate;
import io.freshet.core.domain.SlateItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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

    /**
     * The best candidates by score, each item once. Where two generators bring an item, the first
     * generator's word counts.
     *
     * @param window what the user did
     * @param candidates by generator, in the order of precedence
     */
    public List<SlateItem> assemble(
            BehaviourWindow window, Collection<List<Candidate>> candidates) {
        Set<String> taken = seen(window);
        List<Candidate> merged = new ArrayList<>();
        for (List<Candidate> generated : candidates) {
            for (Candidate candidate : generated) {
                if (taken.add(candidate.itemId())) {
                    merged.add(candidate);
                }
            }
        }
        merged.sort(Comparator.comparingDouble(candidate -> -candidate.score()));
        List<SlateItem> slots = new ArrayList<>(Math.min(size, merged.size()));
        for (Candidate best : merged.subList(0, Math.min(size, merged.size()))) {
            slots.add(best.slot());
        }
        return slots;
    }

    private Set<String> seen(BehaviourWindow window) {
        Set<String> seen = new HashSet<>();
        if (seenPolicy == SeenPolicy.DROP) {
            for (BehaviourEntry entry : window.entries()) {
                seen.add(entry.itemId());
            }
        }
        return seen;
    }
}
