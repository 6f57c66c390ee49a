package io.freshet.lab.release;

import io.freshet.lab.release.FeedFigures.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What releases cost and whether the job kept its promises.
 *
 * @param rejections of every spoiled bundle
 * @param timings of every model that took over
 * @param feed how slates came meanwhile
 * @param memory of the TaskManager, as reloads went on
 * @param wentBack users whose slate named a model before that of their slate before
 * @param strangers models that slates name and that were rejected
 * @param restarts of the job
 */
public record ReleasesReport(
        List<Rejection> rejections,
        List<ReleaseTiming> timings,
        List<FeedFigures> feed,
        List<MemorySample> memory,
        int users,
        long wentBack,
        List<String> strangers,
        long restarts) {

    private static final double MOST_GROWTH = 0.05;
    private static final int SAMPLES = 3;

    /** Of these the first tell nothing: the Java machine still warms up. */
    private static final int WARM_UP = 2;

    public ReleasesReport {
        rejections = List.copyOf(rejections);
        timings = List.copyOf(timings);
        feed = List.copyOf(feed);
        memory = List.copyOf(memory);
        strangers = List.copyOf(strangers);
    }

    /**
     * What the job said of a spoiled bundle.
     *
     * @param expected what the reason must contain
     * @param reason of its rejection; what else became of it, where it was not rejected
     * @param millis from the record to the rejection
     */
    public record Rejection(
            String kind, String expected, boolean rejected, String reason, long millis) {

        boolean isRight() {
            return rejected && reason.contains(expected);
        }
    }

    /**
     * Of the TaskManager.
     *
     * @param heapMib that lives after a collection
     * @param residentMib of the process
     */
    public record MemorySample(
            int reloads, double heapMib, double residentMib, long threads, long descriptors) {}

    /** What does not hold, a line each; empty if all does. */
    public List<String> broken() {
        List<String> broken = new ArrayList<>();
        for (Rejection each : rejections) {
            if (!each.isRight()) {
                broken.add(
                        each.kind() + ": expected '" + each.expected() + "', got " + each.reason());
            }
        }
        if (wentBack > 0) {
            broken.add(wentBack + " slates name a model before that of the user's slate before");
        }
        if (!strangers.isEmpty()) {
            broken.add("slates name " + strangers + ", which were rejected");
        }
        if (restarts > 0) {
            broken.add("the job was restarted " + restarts + " times");
        }
        addGrowth(broken, "heap", MemorySample::heapMib);
        addGrowth(broken, "resident memory", MemorySample::residentMib);
        addGrowth(broken, "threads", MemorySample::threads);
        addGrowth(broken, "descriptors", MemorySample::descriptors);
        return broken;
    }

    private void addGrowth(
            List<String> broken, String what, ToDoubleFunction<MemorySample> figure) {
        if (memory.size() < WARM_UP + 2 * SAMPLES) {
            return;
        }
        double early = mean(memory.subList(WARM_UP, WARM_UP + SAMPLES), figure);
        double late = mean(memory.subList(memory.size() - SAMPLES, memory.size()), figure);
        if (late > early * (1 + MOST_GROWTH)) {
            broken.add(
                    String.format(
                            Locale.ROOT,
                            "%s grew from %.1f to %.1f between the reloads",
                            what,
                            early,
                            late));
        }
    }

    private static double mean(List<MemorySample> samples, ToDoubleFunction<MemorySample> figure) {
        return samples.stream().mapToDouble(figure).average().orElse(0);
    }

    /** For a person. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("spoiled bundles\n");
        for (Rejection each : rejections) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "  %-22s %-5s %7.2f s  %s%n",
                            each.kind(),
                            each.isRight() ? "right" : "WRONG",
                            each.millis() / 1e3,
                            each.reason()));
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "%nslates, ms               between two of the feed            event at the"
                                + " broker to slate%n  %-10s %7s %7s %7s %7s %7s   %7s %7s %7s"
                                + " %7s%n",
                        "",
                        "slates",
                        "p50",
                        "p99",
                        "p99.9",
                        "most",
                        "p50",
                        "p99",
                        "p99.9",
                        "most"));
        feed.forEach(each -> text.append(line(each)));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%nreleases: %d; seconds from the record    p50     p99    most%n",
                        timings.size()));
        text.append(line("all subtasks prepared", ReleaseTiming::prepared));
        text.append(line("all subtasks switched", ReleaseTiming::switched));
        text.append(line("first slate of it", ReleaseTiming::firstSlate));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%nTaskManager after reloads   heap MiB  resident MiB  threads"
                                + "  descriptors%n"));
        for (MemorySample each : memory) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "  %23d %10.1f %13.1f %8d %12d%n",
                            each.reloads(),
                            each.heapMib(),
                            each.residentMib(),
                            each.threads(),
                            each.descriptors()));
        }
        text.append(
                String.format(
                        Locale.ROOT, "%nusers: %,d; slates that went back: %d%n", users, wentBack));
        List<String> broken = broken();
        text.append(broken.isEmpty() ? "all promises held\n" : "");
        broken.forEach(each -> text.append("BROKEN: ").append(each).append('\n'));
        return text.toString();
    }

    private static String line(FeedFigures figures) {
        return String.format(
                Locale.ROOT,
                "  %-10s %,7d %s   %s%n",
                figures.phase(),
                figures.slates(),
                four(figures.betweenMillis()),
                four(figures.sinceIngestedMillis()));
    }

    private static String four(Quantiles found) {
        return String.format(
                Locale.ROOT,
                "%7.1f %7.1f %7.1f %7.1f",
                found.p50(),
                found.p99(),
                found.p999(),
                found.most());
    }

    private String line(String what, ToLongFunction<ReleaseTiming> figure) {
        Quantiles found =
                Quantiles.of(timings.stream().map(each -> figure.applyAsLong(each) / 1e3).toList());
        return String.format(
                Locale.ROOT,
                "  %-36s %7.2f %7.2f %7.2f%n",
                what,
                found.p50(),
                found.p99(),
                found.most());
    }
}
