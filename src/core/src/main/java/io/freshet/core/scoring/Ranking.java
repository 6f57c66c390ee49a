package io.freshet.core.scoring;

import java.util.List;
import java.util.Map;

/**
 * What a model thinks for one user.
 *
 * @param best the best items of its vocabulary, best first
 * @param candidateScores of the candidates that it knows, natural logarithm of the probability that
 *     each is the next one
 */
public record Ranking(List<RankedItem> best, Map<String, Float> candidateScores) {

    public Ranking {
        best = List.copyOf(best);
        candidateScores = Map.copyOf(candidateScores);
    }
}
