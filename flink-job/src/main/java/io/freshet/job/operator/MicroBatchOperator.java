package io.freshet.job.operator;

import static io.freshet.core.domain.ModelRelease.DEFAULT_SLOT;

import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateTimestamps;
import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.sharing.Shared;
import io.freshet.job.config.ScoringSettings;
import io.freshet.job.config.SlateSettings;
import io.freshet.job.metric.ReleaseMetrics;
import io.freshet.job.metric.ScoringMetrics;
import io.freshet.job.operator.RequestQueue.Waiting;
import io.freshet.job.operator.VariantScoring.Made;
import io.freshet.job.operator.release.LocalCopies;
import io.freshet.job.operator.release.ModelCloser;
import io.freshet.job.operator.release.SlotModels;
import io.freshet.job.state.Announcement;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * In: scoring requests, and releases of models in line with them. Out: their slates, each user's in
 * the order of revisions; by the side, what became of releases. Remembers which release serves each
 * slot; of requests nothing, everything in flight leaves before a checkpoint barrier and before the
 * end of the input.
 *
 * <p>One worker thread runs the ranker. As soon as it is free it takes what has gathered, so a
 * quiet job adds no delay and a busy one fills its batches; and it does so by itself, so that
 * neither waits for the task. A batch is scored with the models that serve when it begins.
 */
final class MicroBatchOperator extends AbstractStreamOperator<Slate>
        implements OneInputStreamOperator<ScoringInput, Slate>,
                BoundedOneInput,
                OperatorEventHandler {

    private static final long serialVersionUID = 1L;

    private static final long PATIENCE_SECONDS = 60;

    private final transient MailboxExecutor mailbox;
    private final transient OperatorEventGateway coordinator;
    private final transient Shared<ModelSource, Ranker> rankers;
    private final MicroBatchOperatorFactory.Settings settings;
    private final ScoringSettings scoring;
    private final SlateSettings slate;
    private final Clock clock;

    private transient SlotModels<ServedModel> models;
    private transient ModelCloser closer;
    private transient Shared.Lease<CountsTable> table;
    private transient ExecutorService worker;
    private transient Queue<ServedModel> retired;
    private transient VariantScoring variants;
    private transient RequestQueue queue;
    private transient ScoringMetrics scoringMetrics;
    private transient AtomicBoolean scoringNow;
    private transient long answered;
    private transient boolean hasEnded;
    private transient volatile List<ScoringRequest> recent;

    private MicroBatchOperator(
            StreamOperatorParameters<Slate> parameters,
            Shared<ModelSource, Ranker> rankers,
            MicroBatchOperatorFactory.Settings settings) {
        super(parameters);
        this.mailbox = parameters.getMailboxExecutor();
        this.coordinator =
                parameters
                        .getOperatorEventDispatcher()
                        .getOperatorEventGateway(parameters.getStreamConfig().getOperatorID());
        this.rankers = rankers;
        this.settings = settings;
        this.scoring = settings.scoring();
        this.slate = settings.slate();
        this.clock = settings.clock();
    }

    /** An operator that hears its coordinator. */
    static MicroBatchOperator create(
            StreamOperatorParameters<Slate> parameters,
            Shared<ModelSource, Ranker> rankers,
            MicroBatchOperatorFactory.Settings settings) {
        MicroBatchOperator operator = new MicroBatchOperator(parameters, rankers, settings);
        parameters
                .getOperatorEventDispatcher()
                .registerEventHandler(parameters.getStreamConfig().getOperatorID(), operator);
        return operator;
    }

    @Override
    public void open() throws Exception {
        super.open();
        recent = List.of();
        table =
                CountsTables.lease(
                        getRuntimeContext().getJobInfo().getJobId(),
                        settings.counts().pairs().atHand());
        ModelOpener opener =
                new ModelOpener(rankers, settings, table.value(), copies(), () -> recent);
        retired = new ConcurrentLinkedQueue<>();
        variants = new VariantScoring();
        closer = new ModelCloser();
        LocalCopies.forgetDrafts(copies(), Instant.ofEpochMilli(startOfProcess()));
        models =
                new SlotModels<>(
                        new SlotModels.Setting<>(
                                opener::open,
                                opener::configured,
                                opener::check,
                                this::retire,
                                closer::discard,
                                mailbox,
                                coordinator::sendEventToCoordinator,
                                settings.releases().maxSlots()),
                        slots -> new ReleaseMetrics(getMetricGroup(), slots));
        models.open(getOperatorStateBackend());
        queue = new RequestQueue(scoring.maxBatchSize(), scoring.coalescing());
        scoringNow = new AtomicBoolean();
        worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "scoring"));
        scoringMetrics =
                new ScoringMetrics(getMetricGroup(), this::provider, queue::size, queue::coalesced);
    }

    /** A TaskManager's working directory is its own. */
    private static long startOfProcess() {
        return ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    private Path copies() {
        return getContainingTask()
                .getEnvironment()
                .getTaskManagerInfo()
                .getTmpWorkingDirectory()
                .toPath()
                .resolve("model-bundles");
    }

    /** Where the default slot's model runs; nowhere while the task closes. For any thread. */
    String provider() {
        ServedModel standard = models.serving().get(DEFAULT_SLOT);
        return standard == null ? "none" : standard.provider();
    }

    @Override
    public void processElement(StreamRecord<ScoringInput> element) throws Exception {
        Announcement release = element.getValue().release();
        if (release != null) {
            models.announce(release);
            return;
        }
        while (!queue.offer(element.getValue().request(), System.nanoTime())) {
            mailbox.yield();
        }
        scoreUnlessBusy();
    }

    private void scoreUnlessBusy() {
        if (scoringNow.compareAndSet(false, true)) {
            worker.execute(this::scoreWhatWaits);
        }
    }

    @Override
    public void handleOperatorEvent(OperatorEvent event) {
        try {
            models.handle(event, clock.millis())
                    .filter(status -> !hasEnded)
                    .ifPresent(
                            status ->
                                    output.collect(
                                            MicroBatchOperatorFactory.MODEL_STATUS,
                                            new StreamRecord<>(status)));
        } catch (Exception e) {
            throw new IllegalStateException("cannot follow " + event, e);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        models.snapshot(context.getCheckpointId());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        models.completed(checkpointId);
    }

    /** The worker lets it go, between two batches: it may be in use. */
    private void retire(ServedModel model) {
        retired.add(model);
        scoreUnlessBusy();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        drain();
    }

    @Override
    public void endInput() throws Exception {
        drain();
        hasEnded = true;
    }

    @Override
    public void close() throws Exception {
        if (worker != null) {
            worker.shutdown();
            awaitWorker();
        }
        if (models != null) {
            models.close();
            discardRetired();
            closer.close();
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
                        "a model still runs after " + PATIENCE_SECONDS + " s");
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
                discardRetired();
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
                    discardRetired();
                }
                scoringNow.set(false);
            } while (hasWork() && scoringNow.compareAndSet(false, true));
        } catch (Throwable e) {
            fail(e);
        }
    }

    private boolean hasWork() {
        return !queue.isEmpty() || !retired.isEmpty();
    }

    private void discardRetired() {
        for (ServedModel old = retired.poll(); old != null; old = retired.poll()) {
            closer.discard(old);
        }
    }

    private ScoredBatch score(List<Waiting> batch) {
        long start = System.nanoTime();
        List<ScoringRequest> requests = batch.stream().map(Waiting::request).toList();
        List<Made> made = variants.score(requests, models.serving());
        recent = requests;
        return new ScoredBatch(batch, made, clock.millis(), start, System.nanoTime() - start);
    }

    /**
     * A batch on its way to the task.
     *
     * @param made what goes into each request's slate
     * @param scored when, epoch milliseconds
     * @param startNanos when scoring began, {@link System#nanoTime()}
     * @param tookNanos how long it took
     */
    private record ScoredBatch(
            List<Waiting> requests,
            List<Made> made,
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
                                "scoring failed with model " + servingModels(), cause);
                    },
                    "fail for scoring");
        } catch (RejectedExecutionException e) {
            LOG.warn("Scoring failed while the task was closing", cause);
        }
    }

    private String servingModels() {
        return models.serving().values().stream()
                .map(each -> each.modelId().toString())
                .sorted()
                .collect(Collectors.joining(" or "));
    }

    private void emit(ScoredBatch batch) {
        List<Waiting> requests = batch.requests();
        answered += requests.size();
        scoringMetrics.scored(requests.size(), batch.tookNanos());
        for (int i = 0; i < requests.size(); i++) {
            Waiting each = requests.get(i);
            scoringMetrics.waited(batch.startNanos() - each.sinceNanos());
            Slate made = slate(each.request(), batch.made().get(i), batch.scored());
            output.collect(new StreamRecord<>(made));
        }
    }

    private Slate slate(ScoringRequest request, Made made, long scored) {
        return new Slate(
                Slate.idOf(slate.surface(), request.userId(), request.revision()),
                request.userId(),
                slate.surface(),
                request.revision(),
                made.slots(),
                made.model(),
                request.assigned().assignments(),
                request.causeEventId(),
                new SlateTimestamps(
                        request.eventTimestamp(), request.ingested(), scored, clock.millis()));
    }
}
