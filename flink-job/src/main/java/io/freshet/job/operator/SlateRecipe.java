package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.domain.Candidate;
import io.freshet.core.domain.Origin;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.reranking.SlateAssembler;
import io.freshet.core.retrieval.CandidateMerger;
import io.freshet.core.retrieval.CandidateMerger.Generated;
import io.freshet.core.retrieval.CandidateMerger.ModelScores;
import io.freshet.core.retrieval.CountsAtHand;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.scoring.Ranking;
import io.freshet.core.scoring.RankingRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes into slates: the ranker's best items of its whole vocabulary and what the candidate
 * generators bring, on one scale. A user whose window the ranker cannot read gets what the
 * generators bring. For one thread.
 */
final class SlateRecipe {

    /** Source of the items that the ranker brings. */
    static final String CATALOGUE = "catalogue";

    private final Ranker ranker;
    private final CandidateMerger merger;
    private final CountsAtHand counts;
    private final SlateAssembler assembler;
    private final int catalogueQuota;

    /**
     * @param catalogueQuota most items that the ranker brings; 0: it scores what others bring
     */
    SlateRecipe(
            Ranker ranker,
            CandidateMerger merger,
            CountsAtHand counts,
            SlateAssembler assembler,
            int catalogueQuota) {
        this.ranker = ranker;
        this.merger = merger;
        this.counts = counts;
        this.assembler = assembler;
        this.catalogueQuota = catalogueQuota;
    }

    /** What is known of a request before the ranker runs. */
    private record Prepared(BehaviourWindow window, Generated generated, boolean isReadable) {}

    /** The slots of each request's slate, in the order of the requests. */
    List<List<SlateItem>> slots(List<ScoringRequest> requests) {
        List<Prepared> prepared = new ArrayList<>(requests.size());
        List<RankingRequest> readable = new ArrayList<>(requests.size());
        int wanted = 1;
        for (ScoringRequest request : requests) {
            Prepared each = prepare(BehaviourWindowFormat.unpack(request.window()));
            prepared.add(each);
            if (each.isReadable()) {
                readable.add(new RankingRequest(each.window(), each.generated().itemIds()));
                wanted = Math.max(wanted, assembler.candidatesFor(each.window()));
            }
        }
        int k = Math.max(1, Math.min(wanted, catalogueQuota));
        List<Ranking> rankings = readable.isEmpty() ? List.of() : ranker.rank(readable, k);
        List<List<SlateItem>> slots = new ArrayList<>(requests.size());
        int next = 0;
        for (Prepared each : prepared) {
            List<Candidate> merged =
                    each.isReadable()
                            ? merge(each, rankings.get(next++))
                            : merger.merge(each.generated(), List.of(), ModelScores.NONE);
            slots.add(assembler.assemble(each.window(), merged));
        }
        return slots;
    }

    private Prepared prepare(BehaviourWindow window) {
        return new Prepared(
                window,
                merger.generate(window, counts, assembler.excluded(window)),
                ranker.canRankBy(window));
    }

    private List<Candidate> merge(Prepared prepared, Ranking ranking) {
        float[] scores = ranking.candidateScores();
        // The batch may have asked for more: a slate must not depend on who shares it.
        int most = Math.min(catalogueQuota, assembler.candidatesFor(prepared.window()));
        List<RankedItem> ranked = ranking.best();
        List<Candidate> best = catalogue(ranked.subList(0, Math.min(most, ranked.size())));
        return merger.merge(prepared.generated(), best, place -> scores[place]);
    }

    private static List<Candidate> catalogue(List<RankedItem> ranked) {
        List<Candidate> candidates = new ArrayList<>(ranked.size());
        for (RankedItem item : ranked) {
            candidates.add(
                    new Candidate(
                            item.itemId(),
                            item.score(),
                            () -> new Origin(CATALOGUE, item.reasons())));
        }
        return candidates;
    }
}
