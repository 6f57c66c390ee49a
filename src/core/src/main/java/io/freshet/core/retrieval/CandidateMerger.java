package io.freshet.core.retrieval;

import static java.util.Objects.requireNonNull;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Candidate;
import io.freshet.core.domain.Origin;
import io.freshet.core.retrieval.LogLinearBlend.Shares;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks the candidate generators and makes one list of what they and the model bring. */
public final class CandidateMerger {

    private final List<Quota> generators;
    private final LogLinearBlend blend;

    /**
     * @param generators in the order of precedence
     * @param blend makes one score of the model's and theirs, with a term for each, in their order
     */
    public CandidateMerger(List<Quota> generators, LogLinearBlend blend) {
        this.generators = List.copyOf(generators);
        this.blend = requireNonNull(blend, "blend");
        if (blend.size() != this.generators.size()) {
            throw new IllegalArgumentException(
                    this.generators.size() + " generators, " + blend.size() + " terms");
        }
    }

    /**
     * A generator and how much it may bring.
     *
     * @param most candidates for one user
     */
    public record Quota(CandidateGenerator generator, int most) {

        /** Refuses a generator that may bring nothing. */
        public Quota {
            requireNonNull(generator, "generator");
            if (most < 1) {
                throw new IllegalArgumentException(
                        generator.source() + " may bring " + most + " items, expected at least 1");
            }
        }
    }

    /** What the model says of the items that generators bring. */
    @FunctionalInterface
    public interface ModelScores {

        /** For a window that the model cannot read. */
        ModelScores NONE = place -> Float.NaN;

        /** The log-probability of the item at a place in their list; NaN: it does not know it. */
        float of(int place);
    }

    /**
     * What the generators bring for one user.
     *
     * @param scores of all items that a generator knows something of, in the order of generators
     * @param itemIds those within the quotas, each once
     */
    public record Generated(List<ItemScores> scores, List<String> itemIds) {

        private Shares shares(String itemId) {
            return place -> scores.get(place).share(itemId);
        }
    }

    /**
     * Asks every generator.
     *
     * @param excluded items that need not be brought
     */
    public Generated generate(BehaviourWindow window, CountsAtHand counts, Set<String> excluded) {
        List<ItemScores> scores = new ArrayList<>(generators.size());
        Set<String> itemIds = new LinkedHashSet<>();
        for (Quota quota : generators) {
            ItemScores found = quota.generator().score(window, counts);
            scores.add(found);
            itemIds.addAll(found.best(quota.most(), excluded));
        }
        return new Generated(scores, List.copyOf(itemIds));
    }

    /**
     * One list, in no order, each item once, with blended scores. What the model brings keeps its
     * origin; any other item comes from the generator that lifts it most.
     *
     * @param generated what the generators bring
     * @param best what the model brings, with its log-probabilities
     * @param model what the model says of the generators' items
     */
    public List<Candidate> merge(Generated generated, List<Candidate> best, ModelScores model) {
        List<Candidate> merged = new ArrayList<>(best.size() + generated.itemIds().size());
        Set<String> taken = new HashSet<>();
        for (Candidate item : best) {
            taken.add(item.itemId());
            double score = blend.score(item.score(), generated.shares(item.itemId()));
            merged.add(new Candidate(item.itemId(), (float) score, item.origin()));
        }
        List<String> itemIds = generated.itemIds();
        for (int place = 0; place < itemIds.size(); place++) {
            String itemId = itemIds.get(place);
            if (!taken.contains(itemId)) {
                merged.add(candidate(itemId, generated, model.of(place)));
            }
        }
        return merged;
    }

    private Candidate candidate(String itemId, Generated generated, float logProbability) {
        boolean isKnown = !Float.isNaN(logProbability);
        Shares shares = generated.shares(itemId);
        double score = isKnown ? blend.score(logProbability, shares) : blend.scoreOfUnknown(shares);
        return new Candidate(
                itemId,
                (float) score,
                () -> {
                    int heaviest = blend.heaviest(shares, isKnown);
                    return new Origin(
                            generators.get(heaviest).generator().source(),
                            generated.scores().get(heaviest).reasons(itemId));
                });
    }
}
