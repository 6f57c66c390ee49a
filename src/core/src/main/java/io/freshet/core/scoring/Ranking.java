package io.freshet.core.scoring;

import java.util.List;

/**
 * What a model thinks for one user.
 *
 * @param best the best items of its vocabulary, best first
 * @param candidateScores of the request's candidates, in their order: natural logarithm of the
 *     probability that each is the next one; NaN: the model does not know it
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
public record Ranking(List<RankedItem> best, float[] candidateScores) {

    public Ranking {
        best = List.copyOf(best);
    }
}
