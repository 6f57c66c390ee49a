package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Reason;
import it.unimi.dsi.fastutil.objects.Object2DoubleOpenHashMap;
import java.util.List;

/**
 * What the user does again: the items of the window itself, as {@code
 * freshet_model.counts.own_items} has it. {@code score(j)} is the sum of {@code decay ^ steps} over
 * the entries with item j, where the newest entry (or basket) is 0 steps back.
 */
public final class OwnItems implements CandidateGenerator {

    /** Its name. */
    public static final String SOURCE = "repeat";

    private final double decay;
    private final BasketGap basketGap;

    /**
     * @param decay what a step back is worth, 0 to 1
     * @param basketGap what a basket is, which is one step
     */
    public OwnItems(double decay, BasketGap basketGap) {
        if (!(decay >= 0 && decay <= 1)) {
            throw new IllegalArgumentException(
                    "own items: decay is " + decay + ", expected 0 to 1");
        }
        this.decay = decay;
        this.basketGap = basketGap;
    }

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public ItemScores score(BehaviourWindow window, CountsAtHand counts) {
        List<BehaviourEntry> entries = window.entries();
        Object2DoubleOpenHashMap<String> scores = new Object2DoubleOpenHashMap<>();
        int steps = 0;
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (i < entries.size() - 1 && basketGap.separates(entries.get(i), entries.get(i + 1))) {
                steps++;
            }
            scores.addTo(entries.get(i).itemId(), Math.pow(decay, steps));
        }
        return ItemScores.ofSums(scores, itemId -> List.of(new Reason(itemId, 1)));
    }
}
