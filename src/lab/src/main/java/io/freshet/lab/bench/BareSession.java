package io.freshet.lab.bench;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Interaction;
import io.freshet.core.scoring.RankingRequest;
import io.freshet.core.scoring.onnx.OnnxRanker;
import io.freshet.job.config.RecommenderSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The model's session alone, shared by as many threads as the job has subtasks: inputs are encoded
 * before, and what comes out is not read.
 */
final class BareSession implements AutoCloseable {

    /** Batches of a thread, so that no cache knows them all by heart. */
    private static final int BATCHES = 32;

    private final RecommenderSettings recommender;
    private final int threads;
    private final OnnxRanker ranker;
    private final List<BehaviourWindow> windows;

    private BareSession(
            RecommenderSettings recommender,
            int threads,
            OnnxRanker ranker,
            List<BehaviourWindow> windows) {
        this.recommender = recommender;
        this.threads = threads;
        this.ranker = ranker;
        this.windows = windows;
    }

    /** With the users' windows after the warm-up. */
    static BareSession open(BenchSettings settings, WholeJob whole) {
        RecommenderSettings recommender = whole.recommender();
        ModelBundle bundle = ModelBundle.load(settings.bundle());
        return new BareSession(
                recommender,
                settings.parallelism(),
                OnnxRanker.open(bundle, recommender.scoring().onnx()),
                windows(settings, whole, recommender));
    }

    private static List<BehaviourWindow> windows(
            BenchSettings settings, WholeJob whole, RecommenderSettings recommender) {
        Map<String, BehaviourWindow> ofUser = new LinkedHashMap<>();
        BenchTraffic traffic = new BenchTraffic(whole.vocabulary(), settings.users());
        for (long i = 0; i < whole.eventsOfWarmUp(); i++) {
            Interaction made = traffic.nextInteraction();
            ofUser.computeIfAbsent(made.userId(), absent -> BehaviourWindow.empty())
                    .insert(made, recommender.window().bounds());
        }
        return List.copyOf(ofUser.values());
    }

    /**
     * Requests that the session answers.
     *
     * @param batchSizes that occurred, at least one
     */
    Rate requests(long[] batchSizes, Duration warmUp, Duration time) throws IOException {
        return BusyThreads.rate(threads, warmUp, time, number -> work(number, batchSizes));
    }

    private IntSupplier work(int number, long[] batchSizes) {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            // Spread over all of the sizes, which come in ascending order.
            int size = (int) batchSizes[(int) ((i + 0.5) / BATCHES * batchSizes.length)];
            batches.add(batch(size, (number * BATCHES + i) * size));
        }
        Iterator<Batch> round = Cycle.of(batches);
        return () -> round.next().run();
    }

    private Batch batch(int size, int from) {
        List<RankingRequest> rows = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            rows.add(new RankingRequest(windows.get((from + i) % windows.size()), List.of()));
        }
        return new Batch(size, ranker.bareRun(rows, recommender.slate().size()));
    }

    private record Batch(int size, Runnable session) {

        int run() {
            session.run();
            return size;
        }
    }

    @Override
    public void close() {
        ranker.close();
    }
}
