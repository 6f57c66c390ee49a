package io.freshet.lab.bench;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Interaction;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranking;
import io.freshet.core.scoring.RankingRequest;
import io.freshet.core.scoring.onnx.OnnxRanker;
import io.freshet.core.scoring.onnx.OnnxSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * What one thread gets from the ranker of a bundle, by batch size: windows in, ranked items with
 * reasons out, as in a job. Windows are full, of random items of the vocabulary.
 */
public final class RankerSpeed {

    private static final long SEED = 1;
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final int DIFFERENT_BATCHES = 16;

    private final ModelBundle bundle;
    private final int k;
    private final int windowLength;

    /**
     * Of a bundle.
     *
     * @param k items wanted for each window, at least 1
     */
    public RankerSpeed(ModelBundle bundle, int k) {
        this.bundle = bundle;
        this.k = k;
        this.windowLength = Math.min(bundle.encoder().windowLength(), WindowBounds.LONGEST);
    }

    /**
     * A size and how long its batches took.
     *
     * @param micros one value for each batch, µs
     */
    public record OfBatch(int size, Histogram micros) {

        /** Windows ranked in a second, by the mean batch. */
        public double windowsPerSecond() {
            return size * 1e6 / micros.getMean();
        }
    }

    /**
     * Measures every size for so long, after the same time for warm-up, and at least one batch.
     *
     * @throws io.freshet.core.bundle.BundleException if the bundle does not run with these settings
     */
    public List<OfBatch> measure(OnnxSettings settings, List<Integer> sizes, Duration time) {
        try (OnnxRanker ranker = OnnxRanker.open(bundle, settings)) {
            List<OfBatch> measured = new ArrayList<>();
            for (int size : sizes) {
                Iterator<List<RankingRequest>> batches = Cycle.of(batches(size));
                run(ranker, batches, time);
                measured.add(new OfBatch(size, run(ranker, batches, time)));
            }
            return measured;
        }
    }

    /**
     * How two ways to run the bundle differ over some windows.
     *
     * @param greatestDifference between the scores of an item that both return
     * @param sameItems share of the returned items that both return
     */
    public record Difference(double greatestDifference, double sameItems) {}

    /** Compares two ways to run the bundle, over so many windows in one batch. */
    public Difference compare(OnnxSettings one, OnnxSettings other, int windows) {
        List<RankingRequest> batch = batch(new SplittableRandom(SEED), windows);
        List<Ranking> expected = rank(one, batch);
        List<Ranking> found = rank(other, batch);
        double greatest = 0;
        long same = 0;
        long all = 0;
        for (int row = 0; row < windows; row++) {
            Map<String, Float> scores = new HashMap<>();
            expected.get(row).best().forEach(item -> scores.put(item.itemId(), item.score()));
            for (RankedItem item : found.get(row).best()) {
                Float score = scores.get(item.itemId());
                all++;
                if (score != null) {
                    same++;
                    greatest = Math.max(greatest, Math.abs(score - item.score()));
                }
            }
        }
        return new Difference(greatest, (double) same / all);
    }

    private List<Ranking> rank(OnnxSettings settings, List<RankingRequest> batch) {
        try (OnnxRanker ranker = OnnxRanker.open(bundle, settings)) {
            return ranker.rank(batch, k);
        }
    }

    private Histogram run(
            OnnxRanker ranker, Iterator<List<RankingRequest>> batches, Duration time) {
        Histogram micros = new Histogram(3);
        long end = System.nanoTime() + time.toNanos();
        do {
            List<RankingRequest> batch = batches.next();
            long start = System.nanoTime();
            ranker.rank(batch, k).forEach(each -> each.best().forEach(RankedItem::reasons));
            micros.recordValue((System.nanoTime() - start) / 1_000);
        } while (System.nanoTime() < end);
        return micros;
    }

    private List<List<RankingRequest>> batches(int size) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<List<RankingRequest>> batches = new ArrayList<>();
        for (int i = 0; i < DIFFERENT_BATCHES; i++) {
            batches.add(batch(random, size));
        }
        return batches;
    }

    private List<RankingRequest> batch(SplittableRandom random, int size) {
        List<RankingRequest> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(new RankingRequest(window(random), List.of()));
        }
        return batch;
    }

    private BehaviourWindow window(SplittableRandom random) {
        List<String> types = bundle.manifest().eventTypes();
        List<Interaction> interactions = new ArrayList<>(windowLength);
        for (int i = 0; i < windowLength; i++) {
            interactions.add(
                    Interaction.of(
                            "event-" + i,
                            "user",
                            bundle.vocabulary().get(random.nextInt(bundle.vocabulary().size())),
                            types.get(random.nextInt(types.size())),
                            START + i * 1_000L));
        }
        return BehaviourWindow.of(interactions, new WindowBounds(windowLength, Long.MAX_VALUE));
    }
}
