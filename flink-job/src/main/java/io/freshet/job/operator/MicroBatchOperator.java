package io.freshet.job.operator;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.core.reranking.SlateAssembler;
import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.sharing.Shared;
import io.freshet.job.config.ScoringSettings;
import io.freshet.job.config.SlateSettings;
import io.freshet.job.metric.ScoringMetrics;
import io.freshet.job.operator.RequestQueue.Waiting;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * In: scoring requests. Out: their slates, each user's in the order of revisions. Remembers
 * nothing: everything in flight leaves before a checkpoint barrier and before the end of the input.
 *
 * <p>One worker thread runs the ranker. As soon as it is free it takes what has gathered, so a
 * quiet job adds no delay and a busy one fills its batches; and it does so by itself, so that
 * neither waits for the task.
 */
final class MicroBatchOperator extends AbstractStreamOperator<Slate>
        implements OneInputStreamOperator<ScoringRequest, Slate>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private static final long PATIENCE_SECONDS = 60;

    private final transient MailboxExecutor mailbox;
    private final transient Shared<ScoringSettings, Ranker> rankers;
    private final MicroBatchOperatorFactory.Settings settings;
    private final ScoringSettings scoring;
    private final SlateSettings slate;
    private final Clock clock;

    private transient Shared.Lease<Ranker> lease;
    private transient Shared.Lease<CountsTable> table;
    private transient ModelId model;
    private transient SlateRecipe recipe;
    private transient ExecutorService worker;
    private transient RequestQueue queue;
    private transient ScoringMetrics scoringMetrics;
    private transient AtomicBoolean scoringNow;
    private transient long answered;

    MicroBatchOperator(
            StreamOperatorParameters<Slate> parameters,
            Shared<ScoringSettings, Ranker> rankers,
            MicroBatchOperatorFactory.Settings settings) {
        super(parameters);
        this.mailbox = parameters.getMailboxExecutor();
        this.rankers = rankers;
        this.settings = settings;
        this.scoring = settings.scoring();
        this.slate = settings.slate();
        this.clock = settings.clock();
    }

    @Override
    public void open() throws Exception {
        super.open();
        lease = rankers.lease(scoring);
        Ranker ranker = lease.value();
        model = ranker.modelId();
        table =
                CountsTables.lease(
                        getRuntimeContext().getJobInfo().getJobId(),
                        settings.counts().pairs().atHand());
        recipe =
                new SlateRecipe(
                        ranker,
                        CandidateSetup.merger(
                                settings.candidates(), settings.counts(), ranker.blend()),
                        table.value(),
                        new SlateAssembler(slate.size(), slate.seen()),
                        settings.candidates().catalogue());
        queue = new RequestQueue(scoring.maxBatchSize(), scoring.coalescing());
        scoringNow = new AtomicBoolean();
        worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "scoring"));
        scoringMetrics =
                new ScoringMetrics(getMetricGroup(), ranker, queue::size, queue::coalesced);
    }

    @Override
    public void processElement(StreamRecord<ScoringRequest> element) throws Exception {
        while (!queue.offer(element.getValue(), System.nanoTime())) {
            mailbox.yield();
        }
        if (scoringNow.compareAndSet(false, true)) {
            worker.execute(this::scoreWhatWaits);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        drain();
    }

    @Override
    public void endInput() throws Exception {
        drain();
    }

    @Override
    public void close() throws Exception {
        if (worker != null) {
            worker.shutdown();
            awaitWorker();
        }
        if (lease != null) {
            lease.close();
        }
        if (table != null) {
            table.close();
        }
        super.close();
    }

    /** A session must not be closed under a run, whoever is impatient. */
    private void awaitWorker() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!worker.isTerminated()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(
                        "model " + model + " still runs after " + PATIENCE_SECONDS + " s");
            }
            try {
                worker.awaitTermination(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() throws InterruptedException {
        while (answered < queue.admitted()) {
            mailbox.yield();
        }
    }

    private void scoreWhatWaits() {
        try {
            do {
                List<Waiting> batch = queue.take(scoring.maxBatchSize());
                while (!batch.isEmpty()) {
                    if (worker.isShutdown()) {
                        return;
                    }
                    ScoredBatch scored = score(batch);
                    // Before the mail: a task that waits for room finds it when it reads the mail.
                    batch = queue.take(scoring.maxBatchSize());
                    if (!send(scored)) {
                        return;
                    }
                }
                scoringNow.set(false);
            } while (!queue.isEmpty() && scoringNow.compareAndSet(false, true));
        } catch (Throwable e) {
            fail(e);
        }
    }

    private ScoredBatch score(List<Waiting> batch) {
        long start = System.nanoTime();
        List<List<SlateItem>> slots = recipe.slots(batch.stream().map(Waiting::request).toList());
        return new ScoredBatch(batch, slots, clock.millis(), start, System.nanoTime() - start);
    }

    /**
     * A batch on its way to the task.
     *
     * @param slots of each request's slate
     * @param scored when, epoch milliseconds
     * @param startNanos when scoring began, {@link System#nanoTime()}
     * @param tookNanos how long it took
     */
    private record ScoredBatch(
            List<Waiting> requests,
            List<List<SlateItem>> slots,
            long scored,
            long startNanos,
            long tookNanos) {}

    /** Whether the task still reads its mails. */
    private boolean send(ScoredBatch batch) {
        try {
            mailbox.execute(() -> emit(batch), "emit slates");
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug(
                    "The task is closing; {} slates are made again later",
                    batch.requests().size(),
                    e);
            return false;
        }
    }

    private void fail(Throwable cause) {
        try {
            mailbox.execute(
                    () -> {
                        throw new IllegalStateException(
                                "scoring failed with model " + model, cause);
                    },
                    "fail for scoring");
        } catch (RejectedExecutionException e) {
            LOG.warn("Scoring failed while the task was closing", cause);
        }
    }

    private void emit(ScoredBatch batch) {
        List<Waiting> requests = batch.requests();
        answered += requests.size();
        scoringMetrics.scored(requests.size(), batch.tookNanos());
        for (int i = 0; i < requests.size(); i++) {
            Waiting each = requests.get(i);
            scoringMetrics.waited(batch.startNanos() - each.sinceNanos());
            Slate made = slate(each.request(), batch.slots().get(i), batch.scored());
            output.collect(new StreamRecord<>(made));
        }
    }

    private Slate slate(ScoringRequest request, List<SlateItem> slots, long scored) {
        return new Slate(
                Slate.idOf(slate.surface(), request.userId(), request.revision()),
                request.userId(),
                slate.surface(),
                request.revision(),
                slots,
                model,
                List.of(),
                request.causeEventId(),
                new SlateTimestamps(
                        request.eventTimestamp(), request.ingested(), scored, clock.millis()));
    }
}
