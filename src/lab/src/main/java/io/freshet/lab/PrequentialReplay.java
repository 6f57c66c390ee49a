package io.freshet.lab;

import io.freshet.job.config.CountOptions;
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
import java.util.function.LongConsumer;

/**
 * The way of a log through broker and job. An event whose slate is judged is on its way alone: the
 * slates of what came before it are made, and the counts in its own cannot know what comes after
 * it. The others may give way to newer ones of their users, for nobody looks at their slates.
 */
final class PrequentialReplay {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The lists of what is popular and fresh come with the neighbours, or just after them. */
    private static final Duration UNTIL_LISTS_CAME = Duration.ofSeconds(2);

    /** One partition keeps the log's order. */
    private static final int PARTITIONS = 1;

    /** A second of a replay is days of the log, so counts are reported sooner. */
    private static final Map<String, String> REPLAY = Map.of(CountOptions.INTERVAL.key(), "10 ms");

    /** What is counted leaves with an interval and with a checkpoint. */
    private static final Map<String, String> FROZEN =
            Map.of(CountOptions.INTERVAL.key(), "6 h", "execution.checkpointing.interval", "1 d");

    private final EmbeddedPipeline pipeline;
    private final RecommendationFeed feed;
    private final PrequentialJudge judge;
    private final boolean isFrozen;
    private boolean wasJudged;
    private long sent;
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
                                work.resolve("pipeline"),
                                job.settings(PARTITIONS, optionsAtFirst(judge, isFrozen)));
                RecommendationFeed feed =
                        RecommendationFeed.open(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.RECOMMENDATIONS,
                                (slate, arrivedAtMillis) -> judge.offer(slate))) {
            return new PrequentialReplay(pipeline, feed, judge, isFrozen).run(log);
        }
    }

    private static Map<String, String> optionsAtFirst(PrequentialJudge judge, boolean isFrozen) {
        return isFrozen && judge.firstJudged() == 0 ? FROZEN : REPLAY;
    }

    private RunFacts run(Path log) throws IOException {
        long start = System.nanoTime();
        send(log);
        try (Progress progress = Progress.of("score", "events", sent - sentBefore)) {
            awaitProcessed(progress::step);
        }
        awaitSlates();
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
                        awaitTurnOf(event);
                        progress.step(1);
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void awaitTurnOf(TrafficRecord event) {
        try {
            awaitTurn(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitTurn(TrafficRecord event) throws IOException {
        boolean isJudged =
                event instanceof TrafficRecord.Sound sound
                        && judge.judgesSlateOf(sound.interaction().eventId());
        boolean isToFreeze = isFrozen && sent == judge.firstJudged() && sent > 0;
        if (isToFreeze || isJudged || wasJudged) {
            awaitProcessed(done -> {});
        }
        if (isToFreeze) {
            freeze();
        }
        wasJudged = isJudged;
        sent++;
    }

    private void freeze() throws IOException {
        awaitSlates();
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

    private void awaitProcessed(LongConsumer told) throws IOException {
        pipeline.recommender().awaitProcessed(sent - sentBefore, PATIENCE, told);
    }

    /** What the job has made may still be on its way to the topic. */
    private void awaitSlates() throws IOException {
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
