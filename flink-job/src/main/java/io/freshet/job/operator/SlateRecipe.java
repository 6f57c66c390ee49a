package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import io.freshet.core.domain.Candidate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.reranking.SlateAssembler;
import io.freshet.core.retrieval.PopularItem;
import io.freshet.core.retrieval.PopularItems;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranker;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes into slates: the ranker's best items of its whole vocabulary, and what is popular and
 * not in it. A user whose window the ranker cannot read gets what is popular. For one thread.
 */
final class SlateRecipe {

    /** Source of the items that the ranker brings. */
    static final String CATALOGUE = "catalogue";

    /** Source of the items that are popular. */
    static final String POPULAR = "popular";

    private final Ranker ranker;
    private final SlateAssembler assembler;
    private PopularCandidates popularCandidates = PopularCandidates.NONE;

    SlateRecipe(Ranker ranker, SlateAssembler assembler) {
        this.ranker = ranker;
        this.assembler = assembler;
    }

    /** The slots of each request's slate, in the order of the requests. */
    List<List<SlateItem>> slots(List<ScoringRequest> requests) {
        List<BehaviourWindow> windows = new ArrayList<>(requests.size());
        List<BehaviourWindow> readable = new ArrayList<>(requests.size());
        int wanted = 1;
        for (ScoringRequest request : requests) {
            BehaviourWindow window = BehaviourWindowFormat.unpack(request.window());
            windows.add(window);
            if (ranker.canRankBy(window)) {
                readable.add(window);
                wanted = Math.max(wanted, assembler.candidatesFor(window));
            }
        }
        List<List<RankedItem>> ranked =
                readable.isEmpty() ? List.of() : ranker.rank(readable, wanted);
        List<List<SlateItem>> slots = new ArrayList<>(requests.size());
        int next = 0;
        for (int i = 0; i < requests.size(); i++) {
            PopularCandidates popular = popularCandidates(requests.get(i).popular());
            BehaviourWindow window = windows.get(i);
            boolean isReadable = next < readable.size() && readable.get(next) == window;
            slots.add(
                    isReadable
                            ? assembler.assemble(
                                    window,
                                    List.of(catalogue(ranked.get(next++)), popular.unknown()))
                            : assembler.assemble(window, List.of(popular.all())));
        }
        return slots;
    }

    private static List<Candidate> catalogue(List<RankedItem> ranked) {
        List<Candidate> candidates = new ArrayList<>(ranked.size());
        for (RankedItem item : ranked) {
            candidates.add(new Candidate(item.itemId(), item.score(), CATALOGUE, item.why()));
        }
        return candidates;
    }

    /** A list of popular items goes with many requests, so its candidates are made once. */
    private PopularCandidates popularCandidates(PopularItems items) {
        if (!popularCandidates.items().equals(items)) {
            List<Candidate> all = items.items().stream().map(SlateRecipe::candidate).toList();
            popularCandidates =
                    new PopularCandidates(
                            items,
                            all,
                            all.stream().filter(item -> !ranker.knows(item.itemId())).toList());
        }
        return popularCandidates;
    }

    private static Candidate candidate(PopularItem item) {
        return Candidate.withoutReasons(item.itemId(), item.score(), POPULAR);
    }

    /**
     * Popular items as candidates.
     *
     * @param unknown those of them that the ranker does not know
     */
    private record PopularCandidates(
            PopularItems items, List<Candidate> all, List<Candidate> unknown) {

        static final PopularCandidates NONE =
                new PopularCandidates(PopularItems.NONE, List.of(), List.of());
    }
}
