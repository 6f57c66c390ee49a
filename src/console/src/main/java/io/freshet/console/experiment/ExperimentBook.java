package io.freshet.console.experiment;

import io.freshet.console.experiment.Standing.OfVariant;
import io.freshet.core.experiment.Experiment;
import io.freshet.core.experiment.ExperimentReport;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.Variant;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.experiment.VariantMetrics.Beside;
import io.freshet.core.experiment.VariantMetrics.Figure;
import io.freshet.core.experiment.statistic.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The newest of every experiment, put together from topics that come in any order, and how the lift
 * in click-through rate went. Bound: of too many experiments those go that are over, then those
 * that nothing was heard of for longest. For any number of threads.
 */
public final class ExperimentBook {

    static final int MOST_EXPERIMENTS = 100;

    /** As many as an experiment can have. */
    static final int MOST_VARIANTS = 100;

    static final int MOST_CURVES = 10;
    private static final int LONGEST_REASON = 1_000;

    /** Least recently heard of first. */
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Entry {

        private @Nullable Experiment experiment;
        private @Nullable ExperimentStatus status;
        private final Map<String, VariantMetrics> metrics = new LinkedHashMap<>();
        private final Map<String, LiftCurve> curves = new LinkedHashMap<>();

        @Nullable ExperimentState state() {
            return status == null ? null : status.state();
        }

        boolean isOver() {
            ExperimentState state = state();
            return state == ExperimentState.ENDED
                    || state == ExperimentState.REMOVED
                    || state == ExperimentState.REFUSED;
        }

        boolean isEmpty() {
            return experiment == null && status == null && metrics.isEmpty();
        }
    }

    /** The lift of a variant over time. */
    public record Curve(String variant, List<LiftPoint> points) {

        public Curve {
            points = List.copyOf(points);
        }
    }

    /**
     * All experiments, those that run first.
     *
     * @param at when that was so, epoch milliseconds
     */
    public record Board(long at, List<Standing> experiments) {

        public Board {
            experiments = List.copyOf(experiments);
        }
    }

    /**
     * One experiment.
     *
     * @param standing null where nothing is known of it
     */
    public record Page(long at, @Nullable Standing standing, List<Curve> curves) {

        public Page {
            curves = List.copyOf(curves);
        }
    }

    /** The newest record of an experiment. */
    public synchronized void experiment(Experiment experiment) {
        entry(experiment.experimentId()).experiment = experiment;
    }

    /** Its record was taken back; what is known of its figures stays. */
    public synchronized void removeExperiment(String experimentId) {
        Entry entry = entries.get(experimentId);
        if (entry != null) {
            entry.experiment = null;
            forgetIfEmpty(experimentId, entry);
        }
    }

    /** What became of it. */
    public synchronized void status(ExperimentStatus status) {
        entry(status.experimentId()).status = status;
    }

    /** Nobody says any more what became of it. */
    public synchronized void removeStatus(String experimentId) {
        Entry entry = entries.get(experimentId);
        if (entry != null) {
            entry.status = null;
            forgetIfEmpty(experimentId, entry);
        }
    }

    /** How a variant is doing. */
    public synchronized void metrics(VariantMetrics found) {
        Entry entry = entry(found.experimentId());
        VariantMetrics before = entry.metrics.get(found.variant());
        boolean fits = before != null || entry.metrics.size() < MOST_VARIANTS;
        if (!fits || (before != null && found.at() < before.at())) {
            return;
        }
        entry.metrics.put(found.variant(), found);
        lift(found).ifPresent(beside -> draw(entry, found, beside));
    }

    /**
     * Its figures were taken back.
     *
     * @param key that of the record, {@code experiment|variant}
     */
    public synchronized void removeMetrics(String key) {
        int bar = key.indexOf('|');
        Entry entry = bar < 0 ? null : entries.get(key.substring(0, bar));
        if (entry != null) {
            entry.metrics.remove(key.substring(bar + 1));
            entry.curves.remove(key.substring(bar + 1));
            forgetIfEmpty(key.substring(0, bar), entry);
        }
    }

    /** All of them. */
    public synchronized Board board(long now) {
        List<Standing> all = new ArrayList<>();
        entries.forEach((id, entry) -> all.add(standing(id, entry)));
        all.sort(
                Comparator.comparingInt(ExperimentBook::rank)
                        .thenComparing(Standing::experimentId));
        return new Board(now, all);
    }

    /** One of them, with its curves. */
    public synchronized Page page(String experimentId, long now) {
        // Asking is not hearing of it: it must not change who goes first.
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            if (each.getKey().equals(experimentId)) {
                List<Curve> curves = new ArrayList<>();
                each.getValue()
                        .curves
                        .forEach((name, curve) -> curves.add(new Curve(name, curve.points())));
                return new Page(now, standing(experimentId, each.getValue()), curves);
            }
        }
        return new Page(now, null, List.of());
    }

    private static int rank(Standing standing) {
        ExperimentState state = standing.state();
        if (state == null) {
            return 1;
        }
        return switch (state) {
            case RUNNING -> 0;
            case SCHEDULED -> 2;
            case REFUSED -> 3;
            case ENDED -> 4;
            case REMOVED -> 5;
        };
    }

    private Entry entry(String experimentId) {
        Entry entry = entries.computeIfAbsent(experimentId, id -> new Entry());
        if (entries.size() > MOST_EXPERIMENTS) {
            entries.remove(leastMissed(experimentId));
        }
        return entry;
    }

    private String leastMissed(String newest) {
        String oldest = newest;
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            if (each.getKey().equals(newest)) {
                continue;
            }
            if (each.getValue().isOver()) {
                return each.getKey();
            }
            oldest = oldest.equals(newest) ? each.getKey() : oldest;
        }
        return oldest;
    }

    private void forgetIfEmpty(String experimentId, Entry entry) {
        if (entry.isEmpty()) {
            entries.remove(experimentId);
        }
    }

    private static Optional<Beside> lift(VariantMetrics found) {
        return found.metrics().stream()
                .filter(each -> each.metric().equals(Metric.CLICK_THROUGH_RATE.id()))
                .findFirst()
                .map(Figure::comparison);
    }

    private static void draw(Entry entry, VariantMetrics found, Beside beside) {
        if (entry.curves.size() < MOST_CURVES || entry.curves.containsKey(found.variant())) {
            entry.curves
                    .computeIfAbsent(found.variant(), name -> new LiftCurve())
                    .add(
                            new LiftPoint(
                                    found.at(),
                                    beside.lift(),
                                    beside.liftLow(),
                                    beside.liftHigh()));
        }
    }

    private static Standing standing(String experimentId, Entry entry) {
        Experiment experiment = entry.experiment;
        ExperimentStatus status = entry.status;
        Double ratio = sampleRatio(entry);
        return new Standing(
                experimentId,
                entry.state(),
                status == null ? null : cut(status.reason()),
                status == null ? null : Long.valueOf(status.at()),
                experiment == null ? List.of() : experiment.surfaces(),
                experiment == null ? null : experiment.start(),
                experiment == null ? null : experiment.end(),
                ratio,
                ratio != null && ratio < ExperimentReport.SAMPLE_RATIO_ALARM,
                variants(experiment, entry.metrics));
    }

    /** Those of the record in its order, then those that only have figures. */
    private static List<OfVariant> variants(
            @Nullable Experiment experiment, Map<String, VariantMetrics> metrics) {
        List<OfVariant> all = new ArrayList<>();
        Set<String> named = new HashSet<>();
        if (experiment != null) {
            for (Variant each : experiment.variants()) {
                named.add(each.name());
                all.add(
                        new OfVariant(
                                each.name(),
                                each.share(),
                                each.name().equals(experiment.control()),
                                metrics.get(each.name())));
            }
        }
        metrics.forEach(
                (name, found) -> {
                    if (!named.contains(name)) {
                        all.add(new OfVariant(name, null, found.isControl(), found));
                    }
                });
        return all;
    }

    /** That of the newest record: one of a variant that is gone must not go on alarming. */
    private static @Nullable Double sampleRatio(Entry entry) {
        return entry.metrics.values().stream()
                .max(Comparator.comparingLong(VariantMetrics::at))
                .map(VariantMetrics::sampleRatioPValue)
                .orElse(null);
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST_REASON
                ? text
                : text.substring(0, LONGEST_REASON) + "…";
    }
}
