package io.freshet.lab;

import io.freshet.job.config.CandidateOptions;
import io.freshet.job.config.CountOptions;
import io.freshet.lab.job.EmbeddedPipeline;
import io.freshet.lab.novelty.NoveltyReport;
import io.freshet.lab.novelty.NoveltyRun;
import io.freshet.lab.traffic.Launches;
import io.freshet.lab.traffic.TrafficProfile;
import io.freshet.lab.traffic.TrafficSimulator;
import io.freshet.lab.traffic.Trends;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab novelty}: how soon slates follow launched items and trends. */
@Command(
        name = "novelty",
        mixinStandardHelpOptions = true,
        description = {
            "Send made-up traffic with launched items and trends through the job, and say how soon"
                    + " slates follow: with counts, and with the model alone.",
            "The traffic is that of the demo's bundle; another bundle does not know its items."
        })
final class NoveltyCommand implements Callable<Integer> {

    private static final double DEMAND = 0.25;

    /** Every item is fresh for the first hour that is judged, if it were longer. */
    private static final Duration FIRST_LAUNCH = Duration.ofHours(1);

    private static final Duration SHORTEST = Duration.ofMinutes(1);

    @Spec private CommandSpec spec;

    @Option(
            names = "--bundle",
            defaultValue = "${sys:lab.home}/demo-bundle",
            paramLabel = "DIRECTORY",
            description = "The model bundle.")
    private Path bundle;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Options of the job and of Flink, such as recommender.seen=drop.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--hours",
            defaultValue = "8",
            description = "Of event time; default ${DEFAULT-VALUE}.")
    private int hours;

    @Option(
            names = "--rate",
            defaultValue = "2",
            description = "Events in a second of event time; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--speed",
            defaultValue = "120",
            description = "Event time passes so many times as fast; default ${DEFAULT-VALUE}.")
    private double speed;

    @Option(
            names = "--launch-every",
            defaultValue = "15m",
            converter = DurationConverter.class,
            description = "One item is launched; default ${DEFAULT-VALUE}.")
    private Duration launchEvery;

    @Option(
            names = "--trend-every",
            defaultValue = "2h",
            converter = DurationConverter.class,
            description = "A trend of a quarter of it comes and goes; default ${DEFAULT-VALUE}.")
    private Duration trendEvery;

    @Option(
            names = "--seed",
            defaultValue = "2",
            description = "Of what happens; default ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        Duration length = Duration.ofHours(hours);
        if (length.compareTo(FIRST_LAUNCH) <= 0 || !(rate > 0) || !(speed > 0)) {
            throw new IllegalArgumentException(
                    "--hours, --rate and --speed are "
                            + hours
                            + ", "
                            + rate
                            + " and "
                            + speed
                            + ", expected at least 2 and more than 0");
        }
        if (launchEvery.compareTo(SHORTEST) < 0 || trendEvery.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "--launch-every and --trend-every are "
                            + launchEvery
                            + " and "
                            + trendEvery
                            + ", expected "
                            + SHORTEST
                            + " or more");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(report(length, Map.of()).text("with counts"));
        out.println(report(length, modelAlone()).text("model alone"));
        return 0;
    }

    private static Map<String, String> modelAlone() {
        return Map.of(
                CandidateOptions.CO_VISITATION.key(), "0",
                CandidateOptions.REPEAT.key(), "0",
                CandidateOptions.POPULAR.key(), "0",
                CandidateOptions.FRESH.key(), "0");
    }

    private NoveltyReport report(Duration length, Map<String, String> ofThisRun)
            throws IOException {
        // Event time must not run ahead of the clock.
        Instant start = Clock.systemUTC().instant().minus(length);
        TrafficSimulator simulator = new TrafficSimulator(profile(length), start);
        Map<String, String> all = new LinkedHashMap<>();
        // A second would be minutes of event time.
        all.put(CountOptions.INTERVAL.key(), "100 ms");
        all.putAll(options);
        all.putAll(ofThisRun);
        try (WorkDirectory work = WorkDirectory.create();
                EmbeddedPipeline pipeline =
                        EmbeddedPipeline.start(
                                work.resolve("pipeline"),
                                new EmbeddedPipeline.Settings(bundle, 2, 1, all))) {
            long events = (long) (length.toSeconds() * rate);
            return NoveltyReport.of(
                    NoveltyRun.of(pipeline, simulator, events, speed), simulator, start);
        }
    }

    private TrafficProfile profile(Duration length) {
        int items = (int) length.minus(FIRST_LAUNCH).dividedBy(launchEvery);
        return TrafficProfile.calm(DemoCommand.POPULATION, rate, seed)
                .with(new Launches(items, FIRST_LAUNCH, launchEvery, DEMAND, trendEvery))
                .with(new Trends(1, trendEvery.dividedBy(4), trendEvery));
    }
}
