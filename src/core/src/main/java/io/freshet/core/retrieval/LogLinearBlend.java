package io.freshet.core.retrieval;

import java.util.List;

/**
 * One score from a model's log-probability and what generators say, as {@code
 * freshet_model.counts.blend} has it:
 *
 * <pre>score(j) = model(j) + sum over generators g of weight_g * log(share_g(j) + epsilon_g)</pre>
 *
 * <p>An item that the model does not know gets, in the place of the model's log-probability, the
 * logarithm of the largest {@code unknown_g * share_g(j)}.
 */
public final class LogLinearBlend {

    /** In the place of 0, which has no logarithm: an item that nobody speaks for. */
    private static final double LEAST_PROBABILITY = 1e-12;

    private final List<Term> terms;

    /**
     * @param terms of the generators, one for each
     */
    public LogLinearBlend(List<Term> terms) {
        this.terms = List.copyOf(terms);
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

    /** How many generators have a say. */
    int size() {
        return terms.size();
    }

    /** An item's share with each generator, by its place in the order of the terms. */
    @FunctionalInterface
    public interface Shares {
        double of(int place);
    }

    /**
     * The score of an item that the model knows.
     *
     * @param logProbability the model's
     * @param shares the item's; asked for only where the term has weight
     */
    public double score(double logProbability, Shares shares) {
        double score = logProbability;
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            if (term.weight() > 0) {
                score += term.of(shares.of(i));
            }
        }
        return score;
    }

    /**
     * The score of an item that the model does not know.
     *
     * @param shares the item's
     */
    public double scoreOfUnknown(Shares shares) {
        double probability = 0;
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            if (term.unknown() > 0) {
                probability = Math.max(probability, term.unknown() * shares.of(i));
            }
        }
        return score(Math.log(Math.max(probability, LEAST_PROBABILITY)), shares);
    }

    /**
     * The generator that lifts an item most, of equals the one with the largest share.
     *
     * @return its place in the order of the terms
     */
    int heaviest(Shares shares, boolean isKnownToModel) {
        int heaviest = 0;
        double most = Double.NEGATIVE_INFINITY;
        double largest = 0;
        for (int i = 0; i < terms.size(); i++) {
            double share = shares.of(i);
            double lift = terms.get(i).lift(share, isKnownToModel);
            if (lift > most || (lift == most && share > largest)) {
                heaviest = i;
                most = lift;
                largest = share;
            }
        }
        return heaviest;
    }
}
