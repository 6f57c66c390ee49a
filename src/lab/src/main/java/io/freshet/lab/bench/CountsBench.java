package io.freshet.lab.bench;

import static java.util.Objects.requireNonNull;

import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.operator.ArrivedInteraction;
import io.freshet.lab.job.EmbeddedJob;
import io.freshet.lab.time.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What counting costs without any slates: behaviour windows alone, then with the counts, from
 * interactions in memory to the table where slates would be made; at last with a third of the
 * interactions on one item. With one subtask of each.
 */
public final class CountsBench {

    private static final String ACCEPTED = "interactions.accepted";

    /** Of the states that are kept by item. */
    private static final List<String> LIVE =
            Stream.of("item-neighbour-pieces", "item-count", "item-first-seen")
                    .map(state -> "rocksdb.estimate-live-data-size." + state)
                    .toList();

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STATE_PATIENCE = Duration.ofSeconds(60);
    private static final int EVENTS_AN_ITEM = 1;
    private static final int NEIGHBOURS = 50;
    private static final double HOT = 1 / 3.0;
    private static final double MEBIBYTE = 1 << 20;

    private final Path directory;
    private final Duration time;
    private final Map<String, String> options;
    private final Consumer<String> out;
    private int jobs;

    /**
     * @param directory for all files; the caller removes it
     * @param time of a measurement
     * @param options of the recommender and of Flink
     * @param out is told what was found, line by line
     */
    public CountsBench(
            Path directory, Duration time, Map<String, String> options, Consumer<String> out) {
        this.directory = requireNonNull(directory, "directory");
        this.time = requireNonNull(time, "time");
        this.options = new LinkedHashMap<>(options);
        this.options.put("state.backend.rocksdb.metrics.column-family-as-variable", "true");
        this.options.put("state.backend.rocksdb.metrics.estimate-live-data-size", "true");
        this.out = requireNonNull(out, "out");
    }

    /**
     * Counts a catalogue.
     *
     * @param items of it
     * @param loads events a second, at which the age of what is at hand is measured
     * @throws IOException if a job fails
     */
    public void measure(int items, double... loads) throws IOException {
        CountsTraffic.limit(0);
        CountsTraffic.concentrate(0);
        say(
                "%,d items; a table of them, with %d neighbours each: %s",
                items, NEIGHBOURS, tableSize(items));
        try (EmbeddedJob job = start(items, false)) {
            fill(job, items);
            say("  windows alone          %s", text(rate(job)));
        }
        try (EmbeddedJob job = start(items, true)) {
            fill(job, items);
            say("  windows and counts     %s", text(rate(job)));
            for (double load : loads) {
                CountsTraffic.limit(load);
                Pause.of(time);
                Rate rate = rate(job);
                say(
                        "  at %,6.0f events/s     %s; at hand %d ms after the newest event"
                                + " (median), %d ms (99 %%)",
                        load,
                        text(rate),
                        job.metrics().quantile("countsAgeMillis", 0.5),
                        job.metrics().quantile("countsAgeMillis", 0.99));
            }
            long atHand = job.metrics().sum("itemsAtHand") / 2;
            double eventsOfAnItem = (double) job.metrics().sum(ACCEPTED) / items;
            say(
                    "  at hand %,d items; state of an item %.0f bytes, after %.1f events of each",
                    atHand, (double) stateBytes(job) / items, eventsOfAnItem);
            CountsTraffic.limit(0);
            CountsTraffic.concentrate(HOT);
            Pause.of(time);
            say("  a third with one item  %s", text(rate(job)));
        }
    }

    private static String text(Rate rate) {
        return String.format(
                Locale.ROOT,
                "%,7.0f events/s, %.1f µs of CPU each",
                rate.perSecond(),
                rate.cpuMicrosEach());
    }

    private void say(String format, Object... values) {
        out.accept(String.format(Locale.ROOT, format, values));
    }

    private EmbeddedJob start(int items, boolean isCounted) throws IOException {
        return EmbeddedJob.start(
                directory.resolve("counts-" + jobs++),
                1,
                options,
                (environment, configuration) ->
                        define(environment, configuration, items, isCounted),
                metrics -> true);
    }

    private static void define(
            StreamExecutionEnvironment environment,
            Configuration configuration,
            int items,
            boolean isCounted) {
        RecommenderSettings settings = RecommenderSettings.read(configuration);
        environment.configure(FlinkDefaults.beneath(configuration));
        CountedWindows.define(interactions(environment, items), settings, isCounted);
    }

    private static DataStream<ArrivedInteraction> interactions(
            StreamExecutionEnvironment environment, int items) {
        return environment
                .fromSource(
                        new NumberSequenceSource(0, Long.MAX_VALUE - 1),
                        WatermarkStrategy.noWatermarks(),
                        "Numbers")
                .uid("numbers")
                .map(new CountsTraffic(items))
                .returns(ArrivedInteraction.class)
                .uid("interactions")
                .name("Interactions");
    }

    private void fill(EmbeddedJob job, int items) throws IOException {
        long wanted = (long) EVENTS_AN_ITEM * items;
        while (job.metrics().sum(ACCEPTED) < wanted) {
            job.check();
            Pause.of(POLL);
        }
        WarmUp.by(() -> Pause.of(time), line -> {});
    }

    private Rate rate(EmbeddedJob job) throws IOException {
        Stopwatch watch = new Stopwatch();
        long before = job.metrics().sum(ACCEPTED);
        Pause.of(time);
        Rate rate = watch.rateOf(job.metrics().sum(ACCEPTED) - before);
        job.check();
        return rate;
    }

    /** RocksDB tells what it has written, and writes at checkpoints. */
    private static long stateBytes(EmbeddedJob job) throws IOException {
        long deadline = System.nanoTime() + STATE_PATIENCE.toNanos();
        while (LIVE.stream().anyMatch(state -> job.metrics().sum(state) == 0)
                && System.nanoTime() < deadline) {
            Pause.of(POLL);
        }
        return LIVE.stream().mapToLong(job.metrics()::sum).sum();
    }

    private String tableSize(int items) {
        long atHand =
                RecommenderSettings.read(Configuration.fromMap(options)).counts().pairs().atHand();
        long before = usedBytes();
        CountsTable table = new CountsTable(atHand);
        SplittableRandom random = new SplittableRandom(1);
        for (int item = 0; item < items; item++) {
            String[] neighbours = new String[NEIGHBOURS];
            for (int i = 0; i < NEIGHBOURS; i++) {
                neighbours[i] = "item-" + random.nextInt(items);
            }
            table.put(new ItemNeighbours("item-" + item, 1, 1, neighbours, new double[NEIGHBOURS]));
        }
        double used = usedBytes() - before;
        return String.format(
                Locale.ROOT,
                "holds %,d, %.0f MiB, %.1f bytes a neighbour",
                table.items(),
                used / MEBIBYTE,
                used / (table.items() * NEIGHBOURS));
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
