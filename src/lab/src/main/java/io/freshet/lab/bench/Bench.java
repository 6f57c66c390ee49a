package io.freshet.lab.bench;

import static java.util.Objects.requireNonNull;

import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Slate;
import io.freshet.job.serde.SlateSerializer;
import io.freshet.lab.live.OpenLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures the job and its parts in one run: in each round every part once, one after the other,
 * all of them warm by a round before the first; then the job by default, at its maximum and under
 * shares of it.
 */
public final class Bench {

    private static final int SLATES = 200;
    private static final int LOAD_TIMES = 3;
    private static final List<Double> LOADS = List.of(0.25, 0.5, 0.75);

    private final Path directory;
    private final BenchSettings settings;
    private final Consumer<String> progress;
    private long[] batchSizes = {};
    private List<Slate> slates = List.of();
    private int windowJobs;

    /**
     * @param directory for all files; the caller removes it
     * @param progress is told what was just measured
     */
    public Bench(Path directory, BenchSettings settings, Consumer<String> progress) {
        this.directory = requireNonNull(directory, "directory");
        this.settings = requireNonNull(settings, "settings");
        this.progress = requireNonNull(progress, "progress");
    }

    /**
     * Runs it; once only.
     *
     * @throws IOException if the broker or a job fails
     * @throws IllegalArgumentException if an option or the bundle is not permitted
     */
    public BenchReport run() throws IOException {
        List<Round> rounds = parts();
        try (WholeJob whole = WholeJob.start(directory.resolve("by-default"), settings, true)) {
            List<Drain.Rates> byDefault = new ArrayList<>();
            warmUp(whole);
            for (int round = 1; round <= settings.rounds(); round++) {
                Drain.Rates rates = whole.saturate(settings.time());
                say("whole by default", rates.read());
                byDefault.add(rates);
            }
            BenchReport.Whole found = BenchReport.Whole.of(byDefault);
            List<LoadFigures> loads = loads(whole, found.events().perSecond().median());
            return new BenchReport(
                    Machine.here(Clock.systemUTC()),
                    workload(whole),
                    BenchReport.Parts.of(rounds),
                    BenchReport.Whole.of(rounds.stream().map(Round::whole).toList()),
                    found,
                    BenchReport.Ratio.of(rounds),
                    loads,
                    whole.stateSize());
        }
    }

    private List<Round> parts() throws IOException {
        List<Round> rounds = new ArrayList<>();
        try (WholeJob whole = WholeJob.start(directory.resolve("every-event"), settings, false)) {
            slates = whole.slates(SLATES);
            try (PassThrough passThrough =
                            PassThrough.start(
                                    directory.resolve("pass-through"), settings, whole, slates);
                    BareSession session = BareSession.open(settings, whole)) {
                WindowUpdates windows = new WindowUpdates(settings, whole);
                Codec codec = new Codec(settings, whole, slates);
                warmUp(whole);
                progress.accept("a round to warm up");
                round(whole, passThrough, windows, session, codec);
                for (int number = 1; number <= settings.rounds(); number++) {
                    progress.accept("round " + number + " of " + settings.rounds());
                    rounds.add(round(whole, passThrough, windows, session, codec));
                }
            }
        }
        return rounds;
    }

    private void warmUp(WholeJob whole) throws IOException {
        WarmUp.by(() -> whole.saturate(settings.time()), progress);
    }

    private Round round(
            WholeJob whole,
            PassThrough passThrough,
            WindowUpdates windows,
            BareSession session,
            Codec codec)
            throws IOException {
        Duration time = settings.time();
        Drain.Rates rates = whole.saturate(time);
        say("whole, a slate an event", rates.read());
        batchSizes = whole.batchSizes();
        Rate passed = passThrough.events(time);
        say("broker pass-through", passed);
        Rate updated = windows.updates(directory.resolve("windows-" + windowJobs++), false, time);
        say("window updates", updated);
        Rate counted = windows.updates(directory.resolve("windows-" + windowJobs++), true, time);
        say("windows and counts", counted);
        Rate answered = session.requests(batchSizes, settings.warmUp(), time);
        say("bare session", answered);
        Rate coded = codec.events(settings.warmUp(), time);
        say("JSON", coded);
        Round round = new Round(rates, passed, updated, counted, answered, coded);
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "ratio %.3f, by CPU time %.3f",
                        round.ratio(),
                        round.ratioByCpuTime()));
        return round;
    }

    private List<LoadFigures> loads(WholeJob whole, double most) throws IOException {
        List<LoadFigures> figures = new ArrayList<>();
        for (double share : LOADS) {
            double rate = share * most;
            LoadFigures found =
                    LoadFigures.of(
                            share,
                            rate,
                            whole.under(
                                    new OpenLoop.Load(
                                            rate,
                                            settings.time(),
                                            settings.time().multipliedBy(LOAD_TIMES))));
            progress.accept(
                    String.format(
                            Locale.ROOT,
                            "at %.0f events/s: p50 %.1f ms, p99 %.1f ms",
                            rate,
                            found.p50Millis(),
                            found.p99Millis()));
            figures.add(found);
        }
        return figures;
    }

    private BenchReport.Workload workload(WholeJob whole) {
        SlateSerializer serializer = new SlateSerializer("slates");
        return new BenchReport.Workload(
                ModelBundle.load(settings.bundle()).manifest().modelId().toString(),
                settings.users(),
                whole.recommender().window().bounds().maxLength(),
                settings.parallelism(),
                settings.rounds(),
                settings.time().toMillis() / 1e3,
                Arrays.stream(batchSizes).average().orElse(0),
                slates.stream()
                        .mapToInt(slate -> serializer.serialize(slate, null, null).value().length)
                        .average()
                        .orElse(0));
    }

    private void say(String part, Rate rate) {
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "%s: %.0f a second, %.1f µs of CPU each",
                        part,
                        rate.perSecond(),
                        rate.cpuMicrosEach()));
    }
}
