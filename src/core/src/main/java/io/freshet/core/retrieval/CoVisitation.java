package io.freshet.core.retrieval;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.Reason;
import it.unimi.dsi.fastutil.objects.Object2DoubleMap;
import it.unimi.dsi.fastutil.objects.Object2DoubleOpenHashMap;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;

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
 *
 * <p>A target whose own counts are not at hand counts as acted on once.
 */
public final class CoVisitation implements CandidateGenerator {

    /** Its name. */
    public static final String SOURCE = "covisitation";

    /** Room for the neighbours of a window whose items have a few in common. */
    private static final int EXPECTED_ITEMS = 500;

    /** Between these, numbers that age have products that are neither 0 nor without end. */
    private static final double LEAST = 1e-60;

    private static final double MOST = 1e60;

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
        Object2DoubleOpenHashMap<String> scores = new Object2DoubleOpenHashMap<>(EXPECTED_ITEMS);
        forEachOfNewest(
                window,
                counts,
                (from, weight) -> {
                    for (int i = 0; i < from.size(); i++) {
                        scores.addTo(from.neighbours()[i], weight * from.weights()[i]);
                    }
                });
        if (weighting.targetPower() > 0) {
            for (Object2DoubleMap.Entry<String> item : scores.object2DoubleEntrySet()) {
                item.setValue(item.getDoubleValue() * ofTarget(item.getKey(), window, counts));
            }
        }
        forEachRepeat(window, scores::addTo);
        return ItemScores.ofSums(scores, itemId -> reasons(itemId, window, counts));
    }

    private List<Reason> reasons(String itemId, BehaviourWindow window, CountsAtHand counts) {
        Map<String, Double> weights = new LinkedHashMap<>();
        double ofTarget = ofTarget(itemId, window, counts);
        forEachOfNewest(
                window,
                counts,
                (from, weight) -> {
                    int place = Arrays.asList(from.neighbours()).indexOf(itemId);
                    if (place >= 0) {
                        double term = weight * from.weights()[place] * ofTarget;
                        weights.merge(from.itemId(), term, Double::sum);
                    }
                });
        forEachRepeat(
                window,
                (repeated, bonus) -> {
                    if (repeated.equals(itemId)) {
                        weights.merge(itemId, bonus, Double::sum);
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

    /** Takes an item of the window and what a pair with it weighs, its target left aside. */
    @FunctionalInterface
    private interface NeighboursVisitor {
        void visit(ItemNeighbours from, double weight);
    }

    private void forEachOfNewest(
            BehaviourWindow window, CountsAtHand counts, NeighboursVisitor visitor) {
        List<BehaviourEntry> entries = window.entries();
        int end = entries.size() - Math.min(weighting.newest(), entries.size());
        double position = 1;
        for (int i = entries.size() - 1; i >= end; i--) {
            Optional<ItemNeighbours> from = counts.neighboursOf(entries.get(i).itemId());
            if (from.isPresent()) {
                // Weights and popularity age alike, so that it is the shrinking that does not.
                double shrink = weighting.shrink() / aged(from.get(), window);
                visitor.visit(from.get(), position / bounded(from.get().popularity() + shrink));
            }
            position *= weighting.positionDecay();
        }
    }

    private void forEachRepeat(BehaviourWindow window, ObjDoubleConsumer<String> visitor) {
        List<BehaviourEntry> entries = window.entries();
        double bonus = weighting.repeatBonus();
        for (int i = entries.size() - 1; i >= 0 && bonus > 0; i--) {
            visitor.accept(entries.get(i).itemId(), bonus);
            bonus *= weighting.repeatDecay();
        }
    }

    private double ofTarget(String itemId, BehaviourWindow window, CountsAtHand counts) {
        double popularity =
                counts.neighboursOf(itemId)
                        .map(target -> target.popularity() * aged(target, window))
                        .orElse(1.0);
        return Math.pow(bounded(popularity + weighting.shrink()), -weighting.targetPower());
    }

    private double aged(ItemNeighbours item, BehaviourWindow window) {
        return bounded(decay.factor(item.asOf(), window.newestTimestamp()));
    }

    /** After enough half-lives a number is 0, or without end, and a quotient of two is none. */
    private static double bounded(double value) {
        return Math.min(Math.max(value, LEAST), MOST);
    }
}
