package io.freshet.lab.scaling;

import io.freshet.lab.bench.Spread;
import io.freshet.lab.scaling.ScalingRun.Settings;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What came of it.
 *
 * @param settings what was measured
 * @param samples one a measurement
 */
public record ScalingReport(Settings settings, List<Sample> samples) {

    /** Who does how much. */
    public enum Load {
        /** Users like the simulator's. */
        EVEN,
        /** One user does a share of everything. */
        SKEWED
    }

    /**
     * A measurement.
     *
     * @param eventsPerSecond from the first event sent to the last slate that came
     * @param slatesPerEvent the rest coalesced, was repeated or malformed
     * @param cpuMicrosPerEvent of the TaskManager
     */
    public record Sample(
            int parallelism,
            Load load,
            double eventsPerSecond,
            double slatesPerEvent,
            double cpuMicrosPerEvent) {

        String line() {
            return String.format(
                    Locale.ROOT,
                    "parallelism %d, %-6s  %,8.0f events/s, %.2f slates an event, %.0f µs CPU an event",
                    parallelism,
                    load.name().toLowerCase(Locale.ROOT),
                    eventsPerSecond,
                    slatesPerEvent,
                    cpuMicrosPerEvent);
        }
    }

    public ScalingReport {
        samples = List.copyOf(samples);
    }

    /** A table for people; what a parallelism can is set beside the first one. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d users, windows full, %d rounds; skewed: one user does %.0f %% of everything%n",
                        settings.users(),
                        settings.rounds(),
                        settings.hotShare() * 100));
        text.append(
                String.format(
                        "%-12s %-7s %28s %8s %14s %16s%n",
                        "parallelism",
                        "load",
                        "events/s (least to most)",
                        "times",
                        "slates/event",
                        "CPU µs/event"));
        double base = spread(settings.parallelisms().get(0), Load.EVEN).median();
        for (int parallelism : settings.parallelisms()) {
            for (Load load : Load.values()) {
                text.append(line(parallelism, load, base));
            }
        }
        return text.toString().stripTrailing();
    }

    private String line(int parallelism, Load load, double base) {
        Spread events = spread(parallelism, load);
        return String.format(
                Locale.ROOT,
                "%-12d %-7s %,10.0f (%,7.0f, %,7.0f) %8.2f %14.2f %16.0f%n",
                parallelism,
                load.name().toLowerCase(Locale.ROOT),
                events.median(),
                events.min(),
                events.max(),
                events.median() / base,
                spread(parallelism, load, Sample::slatesPerEvent).median(),
                spread(parallelism, load, Sample::cpuMicrosPerEvent).median());
    }

    private Spread spread(int parallelism, Load load) {
        return spread(parallelism, load, Sample::eventsPerSecond);
    }

    private Spread spread(int parallelism, Load load, ToDoubleFunction<Sample> figure) {
        return Spread.of(
                samples.stream()
                        .filter(each -> each.parallelism() == parallelism && each.load() == load)
                        .mapToDouble(figure)
                        .boxed()
                        .toList());
    }
}
