package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.bundle.Blend;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.scoring.Ranking;
import io.freshet.core.scoring.RankingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Ranks a made-up vocabulary {@code known-1 .. known-N}, the first one best, because of the
 * window's newest item; the score of {@code known-i} is -i. A window that holds an item {@code
 * known-*} is one that it can rank by.
 */
class TestingRanker implements Ranker {

    static final ModelId MODEL = new ModelId("testing", "1");

    private static final String KNOWN = "known-";

    private final int vocabularySize;

    /** How many windows each run ranked. */
    final List<Integer> runs = new CopyOnWriteArrayList<>();

    /** How many items each run was asked for. */
    final List<Integer> wanted = new CopyOnWriteArrayList<>();

    private volatile boolean closed;

    TestingRanker(int vocabularySize) {
        this.vocabularySize = vocabularySize;
    }

    @Override
    public ModelId modelId() {
        return MODEL;
    }

    @Override
    public String provider() {
        return "cpu";
    }

    @Override
    public int windowLength() {
        return 50;
    }

    @Override
    public boolean canRankBy(BehaviourWindow window) {
        return window.entries().stream().anyMatch(entry -> scoreOf(entry.itemId()).isPresent());
    }

    @Override
    public Optional<Blend> blend() {
        return Optional.empty();
    }

    @Override
    public List<Ranking> rank(List<RankingRequest> requests, int k) {
        runs.add(requests.size());
        wanted.add(k);
        return requests.stream()
                .map(request -> new Ranking(best(request.window(), k), scores(request)))
                .toList();
    }

    private static float[] scores(RankingRequest request) {
        float[] scores = new float[request.candidates().size()];
        for (int place = 0; place < scores.length; place++) {
            scores[place] = scoreOf(request.candidates().get(place)).orElse(Float.NaN);
        }
        return scores;
    }

    private static Optional<Float> scoreOf(String itemId) {
        return itemId.startsWith(KNOWN)
                ? Optional.of(-Float.parseFloat(itemId.substring(KNOWN.length())))
                : Optional.empty();
    }

    private List<RankedItem> best(BehaviourWindow window, int k) {
        List<BehaviourEntry> entries = window.entries();
        Reason reason = new Reason(entries.get(entries.size() - 1).itemId(), 1);
        List<RankedItem> best = new ArrayList<>();
        for (int i = 1; i <= Math.min(k, vocabularySize); i++) {
            best.add(new RankedItem(KNOWN + i, -i, () -> List.of(reason)));
        }
        return best;
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
