package io.freshet.lab.novelty;

import io.freshet.lab.traffic.SimulatedCatalogue;
import io.freshet.lab.traffic.SimulatedItem;
import io.freshet.lab.traffic.TrafficSimulator;
import io.freshet.lab.traffic.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How soon the slates of a run follow.
 *
 * @param trends in the order of their beginnings
 */
public record NoveltyReport(LaunchFigures launches, List<TrendFigures> trends) {

    private static final Duration LOOK = Duration.ofMinutes(1);

    public NoveltyReport {
        trends = List.copyOf(trends);
    }

    /**
     * Of a run.
     *
     * @param simulator that made the traffic
     * @param start when it began, event time
     */
    public static NoveltyReport of(
            NoveltyRun.Outcome outcome, TrafficSimulator simulator, Instant start) {
        SimulatedCatalogue catalogue = simulator.catalogue();
        Set<String> launched =
                catalogue.items().stream()
                        .filter(item -> item.available().isAfter(start))
                        .map(SimulatedItem::itemId)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        List<MadeSlate> slates = outcome.slates();
        List<TrendFigures> trends = new ArrayList<>();
        for (Trend trend : trends(simulator, slates)) {
            if (TrendFigures.covers(slates, trend)) {
                trends.add(
                        TrendFigures.of(trend, slates, itemId -> isOf(trend, itemId, catalogue)));
            }
        }
        return new NoveltyReport(LaunchFigures.of(outcome, launched), trends);
    }

    private static Set<Trend> trends(TrafficSimulator simulator, List<MadeSlate> slates) {
        Set<Trend> trends = new LinkedHashSet<>();
        Instant moment = Instant.ofEpochMilli(slates.get(0).timestamp());
        Instant end = Instant.ofEpochMilli(slates.get(slates.size() - 1).timestamp());
        while (moment.isBefore(end)) {
            simulator.tastes().trend(moment).ifPresent(trends::add);
            moment = moment.plus(LOOK);
        }
        return trends;
    }

    private static boolean isOf(Trend trend, String itemId, SimulatedCatalogue catalogue) {
        return trend.itemId() == null
                ? catalogue.item(itemId).orElseThrow().genre().equals(trend.genre())
                : trend.itemId().equals(itemId);
    }

    /** For a person. */
    public String text(String title) {
        StringBuilder text = new StringBuilder();
        text.append(title).append('\n');
        text.append(
                String.format(
                        Locale.ROOT,
                        "  launched items that were acted on: %d, shown to a user who wants them:"
                                + " %d%n",
                        launches.items(),
                        launches.shown()));
        if (launches.shown() > 0) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "    after %.0f interactions (median; at most %d) and %s of event time"
                                    + " (median)%n",
                            launches.medianClicks(),
                            launches.mostClicks(),
                            shown(launches.medianDelay())));
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "    in %.1f %% of the %,d slates of users who want one%n",
                        100.0 * launches.held() / Math.max(1, launches.wanted()),
                        launches.wanted()));
        for (TrendFigures each : trends) {
            text.append(line(each));
        }
        return text.toString();
    }

    private static String line(TrendFigures figures) {
        Trend trend = figures.trend();
        String what = trend.itemId() == null ? "genre " + trend.genre() : "item " + trend.itemId();
        return String.format(
                Locale.ROOT,
                "  trend of %s for %s: %.0f %% of the ideal gain; rises %s, falls %s%n",
                what,
                shown(Duration.between(trend.begin(), trend.end())),
                100 * figures.gain(),
                delay(figures.riseDelay()),
                delay(figures.fallDelay()));
    }

    private static String delay(Optional<Duration> delay) {
        return delay.map(found -> shown(found) + " after it").orElse("not");
    }

    private static String shown(Duration duration) {
        return duration.toSeconds() % 60 == 0
                ? duration.toMinutes() + " min"
                : duration.toSeconds() + " s";
    }
}
