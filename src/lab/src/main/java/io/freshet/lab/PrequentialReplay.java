package io.freshet.lab;

import io.freshet.job.config.CountOptions;
import io.freshet.job.config.ScoringOptions;
import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.feed.DeadLetterCounts;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.prequential.PrequentialJudge;
import io.freshet.lab.prequential.RunFacts;
import io.freshet.lab.time.Await;
import io.freshet.lab.time.Pause;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The way of a log through broker and job. An event whose slate is judged is on its way alone: the
 * slates of what came before it are made, and the counts in its own cannot know what comes after
 * it.
 */
final class PrequentialReplay {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** An event that gets no slate, a dead letter say, delays the replay and no more. */
    private static final long LONGEST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The lists of what is popular and fresh come with the neighbours, or just after them. */
    private static final Duration UNTIL_LISTS_CAME = Duration.ofSeconds(2);

    /** One partition keeps the log's order, and every event gets a slate of its own. */
    private static final int PARTITIONS = 1;

    /** A second of a replay is days of the log, so counts are reported sooner. */
    private static final Map<String, String> REPLAY =
            Map.of(
                    ScoringOptions.COALESCING.key(), "false",
                    CountOptions.INTERVAL.key(), "10 ms");

    /** What is counted leaves with an interval and with a checkpoint. */
    private static final Map<String, String> FROZEN =
            Map.of(CountOptions.INTERVAL.key(), "6 h", "execution.checkpointing.interval", "1 d");

    private final EmbeddedPipeline pipeline;
    private final RecommendationFeed feed;
    private final PrequentialJudge judge;
    private final boolean isFrozen;
    private boolean wasJudged;
    private long sent;
    private long withoutSlate;
    private long sentBefore;
    private long slatesBefore;

    private PrequentialReplay(
            EmbeddedPipeline pipeline,
            RecommendationFeed feed,
            PrequentialJudge judge,
            boolean isFrozen) {
        this.pipeline = pipeline;
        this.feed = feed;
        this.judge = judge;
        this.isFrozen = isFrozen;
    }

    /**
     * Sends a log through a job and shows its slates to a judge.
     *
     * @param isFrozen whether nothing is counted any more where judging begins
     */
    static RunFacts run(Path log, PrequentialJudge judge, JobOptions job, boolean isFrozen)
            throws IOException {
        try (WorkDirectory work = WorkDirectory.create();
                EmbeddedPipeline pipeline =
                        EmbeddedPipeline.start(
                                work.resolve("pipeline"), job.settings(PARTITIONS, REPLAY));
                RecommendationFeed feed =
                        RecommendationFeed.open(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.RECOMMENDATIONS,
                                (slate, arrivedAtMillis) -> judge.offer(slate))) {
            return new PrequentialReplay(pipeline, feed, judge, isFrozen).run(log);
        }
    }

    private RunFacts run(Path log) throws IOException {
        long start = System.nanoTime();
        send(log);
        try (Progress progress = Progress.of("score", "events", sent - sentBefore)) {
            awaitProcessed(progress::step);
        }
        return new RunFacts(
                sent,
                feed.slates(),
                DeadLetterCounts.read(pipeline.bootstrapServers(), EmbeddedPipeline.DEAD_LETTERS),
                (System.nanoTime() - start) / 1e9);
    }

    private void send(Path log) throws IOException {
        try (InteractionLog events = InteractionLog.open(log);
                TrafficSender sender =
                        new TrafficSender(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.EVENTS,
                                SendSchedule.asFastAsPossible(),
                                EventStamp.original());
                Progress progress =
                        Progress.of("replay", "events", () -> InteractionLog.count(log))) {
            sender.send(
                    TrafficRecord.allOf(events),
                    (event, due) -> {
                        awaitTurn(event);
                        progress.step(1);
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void awaitTurn(TrafficRecord event) {
        boolean isJudged =
                event instanceof TrafficRecord.Sound sound
                        && judge.judgesSlateOf(sound.interaction().eventId());
        if (sent == judge.firstJudged() && sent > 0) {
            awaitAllBefore();
            freezeUnlessLive();
        } else if (isJudged || wasJudged) {
            awaitSlatesBefore();
        }
        wasJudged = isJudged;
        sent++;
    }

    private void awaitAllBefore() {
        try {
            awaitProcessed(done -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        withoutSlate = sent - feed.slates();
    }

    private void freezeUnlessLive() {
        if (!isFrozen) {
            return;
        }
        try {
            freeze();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void freeze() throws IOException {
        long atHand = pipeline.recommender().metrics().sum("itemsAtHand");
        sentBefore = sent;
        slatesBefore = feed.slates();
        pipeline.goOnWith(FROZEN);
        Await.until(
                () -> pipeline.recommender().metrics().sum("itemsAtHand") >= atHand,
                PATIENCE,
                "the counts did not come back after the restart");
        Pause.of(UNTIL_LISTS_CAME);
    }

    private void awaitSlatesBefore() {
        long slates = feed.slates();
        long heard = System.nanoTime();
        while (slates + withoutSlate < sent) {
            if (feed.slates() > slates) {
                slates = feed.slates();
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > LONGEST_SILENCE_NANOS) {
                awaitAllBefore();
                return;
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** What the job has made may still be on its way to the topic. */
    private void awaitProcessed(LongConsumer told) throws IOException {
        pipeline.recommender().awaitProcessed(sent - sentBefore, PATIENCE, told);
        long slates = slatesBefore + pipeline.recommender().metrics().sum("slates");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (feed.slates() < slates) {
            feed.awaitCaughtUp(PATIENCE);
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "the topic has " + feed.slates() + " of " + slates + " slates");
            }
        }
    }
}
