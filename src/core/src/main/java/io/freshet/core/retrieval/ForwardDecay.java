package io.freshet.core.retrieval;

/**
 * Exponential decay that looks forward from a landmark: a weight is multiplied when it is added and
 * never again, so that what is kept does not have to be touched as time goes on (Cormode,
 * Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009).
 *
 * @param halfLifeMillis event time in which a weight loses half its worth
 */
record ForwardDecay(long halfLifeMillis) {

    /** What a weight of 1 at a moment is worth at another, earlier or later, one. */
    double factor(long from, long to) {
        if (halfLifeMillis == CoVisitationCounting.NO_AGEING || from == to) {
            return 1;
        }
        return Math.pow(2, ((double) from - (double) to) / halfLifeMillis);
    }
}
