package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Reason;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What users acted on together with the newest items of the window, as {@code
 * freshet_model.counts.co_visitation} has it.
 *
 * <p>With {@code pair(i, j)} what all pairs of i and j are worth and {@code popularity(j)} the
 * number of interactions with j, both decayed, after a window of the items i_0 (newest), i_1, ...:
 *
 * <pre>
 * score(j) = sum over b &lt; newest of
 *                positionDecay ^ b * pair(i_b, j)
 *                / (popularity(i_b) + shrink) / (popularity(j) + shrink) ^ targetPower
 *          + sum over all b with i_b = j of repeatBonus * repeatDecay ^ b
 * </pre>
 */
public final class CoVisitation implements CandidateGenerator {

    /** Its name. */
    public static final String SOURCE = "covisitation";

    private final Weighting weighting;
    private final ForwardDecay decay;

    /**
     * @param weighting the terms of the formula
     * @param counting how the pairs were counted
     */
    public CoVisitation(Weighting weighting, CoVisitationCounting counting) {
        this.weighting = weighting;
        this.decay = new ForwardDecay(counting.halfLifeMillis());
    }

    /**
     * The terms of the formula.
     *
     * @param newest how many entries of the window are looked at, at least 1
     * @param positionDecay what a step back in the window is worth of the next, 0 to 1
     * @param shrink the larger, the less an item says that was acted on a few times, at least 0
     * @param targetPower how far a target's popularity is divided out, 0 (not at all) to 1
     * @param repeatBonus what the newest item of the window gets on top, at least 0
     * @param repeatDecay what a step back is worth of that bonus, 0 to 1
     */
    public record Weighting(
            int newest,
            double positionDecay,
            double shrink,
            double targetPower,
            double repeatBonus,
            double repeatDecay) {

        /** Refuses numbers that cannot be. */
        public Weighting {
            require(newest >= 1, "newest", newest, "at least 1");
            require(isPart(positionDecay), "positionDecay", positionDecay, "0 to 1");
            require(shrink >= 0, "shrink", shrink, "at least 0");
            require(isPart(targetPower), "targetPower", targetPower, "0 to 1");
            require(repeatBonus >= 0, "repeatBonus", repeatBonus, "at least 0");
            require(isPart(repeatDecay), "repeatDecay", repeatDecay, "0 to 1");
        }

        private static boolean isPart(double value) {
            return value >= 0 && value <= 1;
        }

        private static void require(boolean isRight, String name, Object value, String expected) {
            if (!isRight) {
                throw new IllegalArgumentException(
                        "co-visitation: " + name + " is " + value + ", expected " + expected);
            }
        }
    }

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public ItemScores score(BehaviourWindow window, CountsAtHand counts) {
        Map<String, Double> scores = new HashMap<>();
        forEachTerm(window, counts, (from, to, term) -> scores.merge(to, term, Double::sum));
        scores.values().removeIf(score -> !(score > 0));
        return new ItemScores(scores, itemId -> reasons(itemId, window, counts));
    }

    private List<Reason> reasons(String itemId, BehaviourWindow window, CountsAtHand counts) {
        Map<String, Double> weights = new LinkedHashMap<>();
        forEachTerm(
                window,
                counts,
                (from, to, term) -> {
                    if (to.equals(itemId)) {
                        weights.merge(from, term, Double::sum);
                    }
                });
        double all = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        return weights.entrySet().stream()
                .map(from -> new Reason(from.getKey(), (float) (from.getValue() / all)))
                .filter(reason -> reason.weight() >= Reason.LEAST_WEIGHT)
                .sorted(Comparator.comparingDouble(reason -> -reason.weight()))
                .limit(Reason.MOST)
                .toList();
    }

    /** A term of the formula: what an item of the window adds to the score of an item. */
    @FunctionalInterface
    private interface TermVisitor {
        void term(String from, String to, double term);
    }

    private void forEachTerm(BehaviourWindow window, CountsAtHand counts, TermVisitor visitor) {
        List<BehaviourEntry> entries = window.entries();
        long now = window.newestTimestamp();
        double position = 1;
        double bonus = weighting.repeatBonus();
        for (int back = 0; back < entries.size(); back++) {
            String from = entries.get(entries.size() - 1 - back).itemId();
            if (back < weighting.newest()) {
                double weight = position;
                counts.neighboursOf(from)
                        .ifPresent(found -> forEachPair(found, weight, now, counts, visitor));
            }
            if (bonus > 0) {
                visitor.term(from, from, bonus);
            }
            position *= weighting.positionDecay();
            bonus *= weighting.repeatDecay();
        }
    }

    private void forEachPair(
            ItemNeighbours from,
            double position,
            long now,
            CountsAtHand counts,
            TermVisitor visitor) {
        double aged = decay.factor(from.asOf(), now);
        double weight = position * aged / (from.popularity() * aged + weighting.shrink());
        for (int i = 0; i < from.size(); i++) {
            String to = from.neighbours()[i];
            double term = weight * from.weights()[i] / ofTarget(to, now, counts);
            visitor.term(from.itemId(), to, term);
        }
    }

    private double ofTarget(String itemId, long now, CountsAtHand counts) {
        if (weighting.targetPower() == 0) {
            return 1;
        }
        Optional<ItemNeighbours> target = counts.neighboursOf(itemId);
        double popularity =
                target.map(found -> found.popularity() * decay.factor(found.asOf(), now))
                        .orElse(0.0);
        return Math.pow(popularity + weighting.shrink(), weighting.targetPower());
    }
}
