package io.freshet.lab;

import io.freshet.job.config.PopularOptions;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
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
     * replay is days of the log, so lists of popular items come sooner.
     */
    private RunFacts run(PrequentialJudge judge) throws IOException {
        Map<String, String> replay =
                Map.of(
                        ScoringOptions.COALESCING.key(), "false",
                        PopularOptions.INTERVAL.key(), "100 ms");
        try (WorkDirectory work = WorkDirectory.create();
                EmbeddedPipeline pipeline =
                        EmbeddedPipeline.start(work.resolve("pipeline"), job.settings(1, replay));
                RecommendationFeed feed =
                        RecommendationFeed.open(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.RECOMMENDATIONS,
                                (slate, arrivedAtMillis) -> judge.offer(slate))) {
            long start = System.nanoTime();
            long sent = replay(pipeline);
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

    private long replay(EmbeddedPipeline pipeline) throws IOException {
        try (InteractionLog log = InteractionLog.open(file);
                TrafficSender sender =
                        new TrafficSender(
                                pipeline.bootstrapServers(),
                                EmbeddedPipeline.EVENTS,
                                SendSchedule.asFastAsPossible(),
                                EventStamp.original());
                Progress progress =
                        Progress.of("replay", "events", () -> InteractionLog.count(file))) {
            sender.send(TrafficRecord.allOf(log), (sent, due) -> progress.step(1));
            return sender.sent();
        }
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        }
    }
}
