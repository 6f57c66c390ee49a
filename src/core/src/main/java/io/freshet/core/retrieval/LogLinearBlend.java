package io.freshet.core.retrieval;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One score from a model's log-probability and what generators say, as {@code
 * freshet_model.counts.blend} has it:
 *
 * <pre>score(j) = model(j) + sum over generators g of weight_g * log(share_g(j) + epsilon_g)</pre>
 *
 * <p>An item that the model does not know gets, in the place of the model's log-probability, the
 * logarithm of {@code sum over g of unknown_g * share_g(j)}.
 */
public final class LogLinearBlend {

    /** In the place of 0, which has no logarithm: an item that nobody speaks for. */
    private static final double LEAST_PROBABILITY = 1e-12;

    private final Map<String, Term> terms;

    /**
     * @param terms by the source of the generator
     */
    public LogLinearBlend(Map<String, Term> terms) {
        this.terms = new LinkedHashMap<>(terms);
    }

    /**
     * The say of a generator.
     *
     * @param weight of its term, at least 0; 0: it has no say on items that the model knows
     * @param epsilon the share of an item that it does not know, over 0
     * @param unknown how far its share stands for the model's probability where the model does not
     *     know an item, 0 to 1
     */
    public record Term(double weight, double epsilon, double unknown) {

        /** Refuses numbers that cannot be. */
        public Term {
            require(weight >= 0 && Double.isFinite(weight), "weight", weight, "at least 0");
            require(epsilon > 0 && Double.isFinite(epsilon), "epsilon", epsilon, "more than 0");
            require(unknown >= 0 && unknown <= 1, "unknown", unknown, "0 to 1");
        }

        private static void require(boolean isRight, String name, double value, String expected) {
            if (!isRight) {
                throw new IllegalArgumentException(
                        "blend: " + name + " is " + value + ", expected " + expected);
            }
        }

        private double of(double share) {
            return weight == 0 ? 0 : weight * Math.log(share + epsilon);
        }

        /** How far it lifts an item above one that the generator does not know. */
        private double lift(double share, boolean isKnownToModel) {
            return isKnownToModel ? of(share) - of(0) : unknown * share;
        }
    }

    /**
     * The score of an item that the model knows.
     *
     * @param logProbability the model's
     * @param shares what each generator says; one without a term adds nothing
     */
    public double score(double logProbability, Shares shares) {
        double score = logProbability;
        for (Map.Entry<String, Term> term : terms.entrySet()) {
            score += term.getValue().of(shares.of(term.getKey()));
        }
        return score;
    }

    /** The score of an item that the model does not know. */
    public double scoreOfUnknown(Shares shares) {
        double probability = 0;
        for (Map.Entry<String, Term> term : terms.entrySet()) {
            probability += term.getValue().unknown() * shares.of(term.getKey());
        }
        return score(Math.log(Math.max(probability, LEAST_PROBABILITY)), shares);
    }

    /** The generator that lifts an item most, of equals the one with the largest share. */
    public String heaviestSource(Shares shares, boolean isKnownToModel) {
        Comparator<Map.Entry<String, Term>> byLift =
                Comparator.comparingDouble(
                        term -> term.getValue().lift(shares.of(term.getKey()), isKnownToModel));
        return terms.entrySet().stream()
                .max(byLift.thenComparingDouble(term -> shares.of(term.getKey())))
                .orElseThrow()
                .getKey();
    }

    /** The share of one item in what each generator says. */
    @FunctionalInterface
    public interface Shares {
        /** By the generator's source; 0 where it does not know the item or does not run. */
        double of(String source);
    }
}
