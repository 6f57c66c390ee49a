package io.freshet.lab;

import io.freshet.job.config.CountOptions;
import io.freshet.job.config.ScoringOptions;
import io.freshet.lab.dataset.InteractionLog;
import io.freshet.lab.feed.DeadLetterCounts;
import io.freshet.lab.feed.RecommendationFeed;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.prequential.JudgedUnit;
import io.freshet.lab.prequential.PrequentialJudge;
import io.freshet.lab.prequential.PrequentialReport;
import io.freshet.lab.prequential.PrequentialSettings;
import io.freshet.lab.prequential.RunFacts;
import io.freshet.lab.traffic.EventStamp;
import io.freshet.lab.traffic.SendSchedule;
import io.freshet.lab.traffic.TrafficRecord;
import io.freshet.lab.traffic.TrafficSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code lab prequential}: a log through broker and job, every event judged by the slate before.
 */
@Command(
        name = "prequential",
        mixinStandardHelpOptions = true,
        description =
                "Replay a log through a broker and the job and judge each event by the slate that"
                        + " its user had before it, beside simple references.")
final class PrequentialCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec private CommandSpec spec;
    @Mixin private JobOptions job;

    @Parameters(paramLabel = "FILE", description = "What lab import and lab simulate write.")
    private Path file;

    @Option(
            names = "--unit",
            defaultValue = "EVENT",
            description = "What a slate is held against: ${COMPLETION-CANDIDATES}.")
    private JudgedUnit unit;

    @Option(
            names = "--share",
            defaultValue = "0.8",
            description =
                    "Of the events, that the model has learned from; the rest is judged. Default"
                            + " ${DEFAULT-VALUE}.")
    private double share;

    @Option(names = "--k", defaultValue = "20", description = "Slots that count; default 20.")
    private int k;

    @Option(
            names = "--half-life",
            defaultValue = "6h",
            converter = DurationConverter.class,
            description = "Of the reference that shows what is popular; default 6h.")
    private Duration halfLife;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "The report as a page goes there.")
    private @Nullable Path markdown;

    @Option(names = "--json", paramLabel = "FILE", description = "The report as JSON goes there.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        PrequentialSettings settings = new PrequentialSettings(unit, share, k, halfLife);
        PrequentialJudge judge = PrequentialJudge.over(file, settings);
        RunFacts run = run(judge);
        PrequentialReport report = judge.report().with(run);
        spec.commandLine().getOut().println(report.toText());
        write(markdown, report.toMarkdown());
        write(json, report.toJson());
        return 0;
    }

    /**
     * One partition keeps the log's order, and every event gets a slate of its own. A second of a
     * replay is days of the log, so counts are reported sooner.
     */
    private RunFacts run(PrequentialJudge judge) throws IOException {
        Map<String, String> replay =
                Map.of(
                        ScoringOptions.COALESCING.key(), "false",
                        CountOptions.INTERVAL.key(), "10 ms");
        try (WorkDirectory work = WorkDirectory.create();
                EmbeddedPipeline pipeline =
                        EmbeddedPipeline.start(work.resolve("pipeline"), job.settings(1, replay));
                RecommendationFeed feed =
                        RecommendationFeed.open(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.RECOMMENDATIONS,
                                (slate, arrivedAtMillis) -> judge.offer(slate))) {
            long start = System.nanoTime();
            long sent = replay(pipeline, feed, judge.firstJudged());
            awaitSlates(pipeline, sent);
            readAll(feed, pipeline.recommender().metrics().sum("slates"));
            double seconds = (System.nanoTime() - start) / 1e9;
            return new RunFacts(
                    sent,
                    feed.slates(),
                    DeadLetterCounts.read(
                            pipeline.bootstrapServers(), EmbeddedPipeline.DEAD_LETTERS),
                    seconds);
        }
    }

    private static void awaitSlates(EmbeddedPipeline pipeline, long sent) throws IOException {
        try (Progress progress = Progress.of("score", "events", sent)) {
            pipeline.recommender().awaitProcessed(sent, PATIENCE, progress::step);
        }
    }

    /** What the job has made may still be on its way to the topic. */
    private static void readAll(RecommendationFeed feed, long slates) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (feed.slates() < slates) {
            feed.awaitCaughtUp(PATIENCE);
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "the topic has " + feed.slates() + " of " + slates + " slates");
            }
        }
    }

    private long replay(EmbeddedPipeline pipeline, RecommendationFeed feed, long firstJudged)
            throws IOException {
        SlateBySlate inTurn = new SlateBySlate(pipeline, feed, firstJudged);
        try (InteractionLog log = InteractionLog.open(file);
                TrafficSender sender =
                        new TrafficSender(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.EVENTS,
                                SendSchedule.asFastAsPossible(),
                                EventStamp.original());
                Progress progress =
                        Progress.of("replay", "events", () -> InteractionLog.count(file))) {
            sender.send(
                    TrafficRecord.allOf(log),
                    (sent, due) -> {
                        inTurn.await();
                        progress.step(1);
                    });
            return sender.sent();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        }
    }

    /**
     * Holds back each judged event until the slate of the one before has come: the counts in a
     * slate could know what came after it, were both on the way together.
     */
    private static final class SlateBySlate {

        /** An event that gets no slate, a dead letter say, delays the replay and no more. */
        private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

        private final EmbeddedPipeline pipeline;
        private final RecommendationFeed feed;
        private final long from;
        private long sent;
        private long withoutSlate;

        private SlateBySlate(EmbeddedPipeline pipeline, RecommendationFeed feed, long from) {
            this.pipeline = pipeline;
            this.feed = feed;
            this.from = from;
        }

        void await() {
            if (sent == from && from > 0) {
                awaitAllBefore();
            } else if (sent > from) {
                awaitTheOneBefore();
            }
            sent++;
        }

        private void awaitAllBefore() {
            try {
                pipeline.recommender().awaitProcessed(sent, PATIENCE, done -> {});
                readAll(feed, pipeline.recommender().metrics().sum("slates"));
                withoutSlate = sent - feed.slates();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void awaitTheOneBefore() {
            long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
            while (feed.slates() + withoutSlate < sent) {
                if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                    withoutSlate = sent - feed.slates();
                    return;
                }
                LockSupport.parkNanos(100_000);
            }
        }
    }
}
