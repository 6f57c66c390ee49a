package io.freshet.lab.novelty;

import io.freshet.core.domain.Interaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * How soon launched items come into the slates of users who want them: for whom they are in the
 * ideal slate, and who have not acted on them yet.
 *
 * @param items that were acted on
 * @param shown of those the ones that came into such a slate
 * @param medianClicks interactions with an item until then, the first one included
 * @param mostClicks of the item that took longest
 * @param medianDelay event time from an item's first interaction
 * @param wanted slates, after an item's first interaction, whose user wants it
 * @param held of those the ones that hold it
 */
public record LaunchFigures(
        int items,
        int shown,
        double medianClicks,
        long mostClicks,
        Duration medianDelay,
        long wanted,
        long held) {

    private static final int MIDDLE = 50;

    /**
     * Of a run.
     *
     * @param launched the ids of the items
     */
    public static LaunchFigures of(NoveltyRun.Outcome outcome, Set<String> launched) {
        int items = 0;
        long wanted = 0;
        long held = 0;
        DescriptiveStatistics clicks = new DescriptiveStatistics();
        DescriptiveStatistics delays = new DescriptiveStatistics();
        for (String itemId : launched) {
            List<Long> times = new ArrayList<>();
            Map<String, Long> firstOfUser = new HashMap<>();
            for (Interaction each : outcome.interactions()) {
                if (each.itemId().equals(itemId)) {
                    times.add(each.timestamp());
                    firstOfUser.putIfAbsent(each.userId(), each.timestamp());
                }
            }
            if (times.isEmpty()) {
                continue;
            }
            items++;
            long first = times.get(0);
            boolean isShown = false;
            for (MadeSlate slate : outcome.slates()) {
                if (slate.timestamp() < first || !isWanted(itemId, slate, firstOfUser)) {
                    continue;
                }
                wanted++;
                if (!slate.items().contains(itemId)) {
                    continue;
                }
                held++;
                if (!isShown) {
                    isShown = true;
                    delays.addValue(slate.timestamp() - first);
                    clicks.addValue(
                            times.stream().filter(time -> time <= slate.timestamp()).count());
                }
            }
        }
        return new LaunchFigures(
                items,
                (int) clicks.getN(),
                clicks.getPercentile(MIDDLE),
                clicks.getN() == 0 ? 0 : (long) clicks.getMax(),
                Duration.ofMillis(delays.getN() == 0 ? 0 : (long) delays.getPercentile(MIDDLE)),
                wanted,
                held);
    }

    private static boolean isWanted(String itemId, MadeSlate slate, Map<String, Long> firstOfUser) {
        long acted = firstOfUser.getOrDefault(slate.latest().userId(), Long.MAX_VALUE);
        return slate.timestamp() < acted && slate.ideal().contains(itemId);
    }
}
