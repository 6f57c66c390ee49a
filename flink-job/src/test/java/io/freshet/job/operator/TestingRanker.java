package io.freshet.job.operator;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Ranks a made-up vocabulary {@code known-1 .. known-N}, the first one best, because of the
 * window's newest item. A window that holds an item {@code known-*} is one that it can rank by.
 */
class TestingRanker implements Ranker {

    static final ModelId MODEL = new ModelId("testing", "1");

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
    public boolean canRankBy(BehaviourWindow window) {
        return window.entries().stream().anyMatch(entry -> knows(entry.itemId()));
    }

    @Override
    public boolean knows(String itemId) {
        return itemId.startsWith("known-");
    }

    @Override
    public List<List<RankedItem>> rank(List<BehaviourWindow> windows, int k) {
        runs.add(windows.size());
        wanted.add(k);
        return windows.stream().map(window -> best(window, k)).toList();
    }

    private List<RankedItem> best(BehaviourWindow window, int k) {
        List<BehaviourEntry> entries = window.entries();
        Reason reason = new Reason(entries.get(entries.size() - 1).itemId(), 1);
        List<RankedItem> best = new ArrayList<>();
        for (int i = 1; i <= Math.min(k, vocabularySize); i++) {
            best.add(new RankedItem("known-" + i, -i, () -> List.of(reason)));
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
