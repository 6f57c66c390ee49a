package io.freshet.core.retrieval;

import static java.util.Objects.requireNonNull;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the candidate generators and makes one list of what they and the model bring. */
public final class CandidateMerger {

    private final List<Quota> generators;
    private final LogLinearBlend blend;

    /**
     * @param generators in the order of precedence
     * @param blend makes one score of the model's and theirs
     */
    public CandidateMerger(List<Quota> generators, LogLinearBlend blend) {
        this.generators = List.copyOf(generators);
        this.blend = requireNonNull(blend, "blend");
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

    /** What the model says of an item. */
    @FunctionalInterface
    public interface ModelScores {
        /** The log-probability of an item; null: the model does not know it. */
        @Nullable Float of(String itemId);
    }

    /**
     * What the generators bring for one user.
     *
     * @param scores by source, of all items that a generator knows something of
     * @param itemIds those within the quotas, each once
     */
    public record Generated(Map<String, ItemScores> scores, List<String> itemIds) {}

    /**
     * Asks every generator.
     *
     * @param excluded items that need not be brought
     */
    public Generated generate(BehaviourWindow window, CountsAtHand counts, Set<String> excluded) {
        Map<String, ItemScores> scores = new LinkedHashMap<>();
        Set<String> itemIds = new LinkedHashSet<>();
        for (Quota quota : generators) {
            ItemScores found = quota.generator().score(window, counts);
            scores.put(quota.generator().source(), found);
            itemIds.addAll(found.best(quota.most(), excluded));
        }
        return new Generated(scores, List.copyOf(itemIds));
    }

    /**
     * One list, in no order, each item once, with blended scores. What the model brings keeps its
     * source and reasons; the source of any other item is the generator that lifts it most.
     *
     * @param generated what the generators bring
     * @param best what the model brings, with its log-probabilities
     * @param model what the model says of the generators' items
     */
    public List<Candidate> merge(Generated generated, List<Candidate> best, ModelScores model) {
        Map<String, ItemScores> scores = generated.scores();
        List<Candidate> merged = new ArrayList<>(best.size() + generated.itemIds().size());
        Set<String> taken = new LinkedHashSet<>();
        for (Candidate item : best) {
            taken.add(item.itemId());
            double score = blend.score(item.score(), shares(item.itemId(), scores));
            merged.add(new Candidate(item.itemId(), (float) score, item.source(), item.reasons()));
        }
        for (String itemId : generated.itemIds()) {
            if (taken.add(itemId)) {
                merged.add(candidate(itemId, scores, model.of(itemId)));
            }
        }
        return merged;
    }

    private Candidate candidate(
            String itemId, Map<String, ItemScores> scores, @Nullable Float logProbability) {
        LogLinearBlend.Shares shares = shares(itemId, scores);
        double score =
                logProbability == null
                        ? blend.scoreOfUnknown(shares)
                        : blend.score(logProbability, shares);
        String source = blend.heaviestSource(shares, logProbability != null);
        return new Candidate(
                itemId,
                (float) score,
                source,
                () -> scores.getOrDefault(source, ItemScores.NONE).reasons(itemId));
    }

    private static LogLinearBlend.Shares shares(String itemId, Map<String, ItemScores> scores) {
        return source -> scores.getOrDefault(source, ItemScores.NONE).share(itemId);
    }
}
