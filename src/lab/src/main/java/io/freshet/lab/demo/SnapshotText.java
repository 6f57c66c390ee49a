package io.freshet.lab.demo;

import io.freshet.core.domain.Reason;
import io.freshet.core.domain.SlateItem;
import io.freshet.lab.live.HitCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** A snapshot in words. */
final class SnapshotText {

    private static final AttributedStyle BOLD = AttributedStyle.BOLD;
    private static final AttributedStyle FAINT = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle ITEM =
            AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    private static final int SLOTS_SHOWN = 4;
    private static final int BAR = 40;

    private SnapshotText() {}

    static String line(Snapshot now) {
        return String.format(
                Locale.ROOT,
                "%4d s  %,6.0f events/s  %,6.0f slates/s  freshness p50 %.0f ms p99 %.0f ms"
                        + "  hit rate %.3f (popular %.3f)  on new items %.3f (popular %.3f)"
                        + "  dead letters %d",
                now.elapsed().toSeconds(),
                now.traffic().eventsPerSecond(),
                now.traffic().slatesPerSecond(),
                now.freshness().p50Millis(),
                now.freshness().p99Millis(),
                now.recent().hitRate(),
                now.recent().popularHitRate(),
                now.recent().newHitRate(),
                now.recent().newPopularHitRate(),
                now.traffic().deadLetters());
    }

    static List<AttributedString> page(Snapshot now) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(text(BOLD, "Freshet   %s   Ctrl-C ends it", clock(now.elapsed())));
        lines.add(AttributedString.EMPTY);
        lines.add(
                text(
                        AttributedStyle.DEFAULT,
                        "events    %,9.0f /s   %,12d sent",
                        now.traffic().eventsPerSecond(),
                        now.traffic().events()));
        lines.add(
                text(
                        AttributedStyle.DEFAULT,
                        "slates    %,9.0f /s   %,12d read   %,d dead letters",
                        now.traffic().slatesPerSecond(),
                        now.traffic().slates(),
                        now.traffic().deadLetters()));
        lines.add(
                text(
                        AttributedStyle.DEFAULT,
                        "freshness %9.0f ms   p50, event sent to slate read   %.0f ms p99",
                        now.freshness().p50Millis(),
                        now.freshness().p99Millis()));
        lines.add(AttributedString.EMPTY);
        lines.add(
                text(
                        FAINT,
                        "was the item in the slate that the user had? last 30 s, %,d events",
                        now.recent().events()));
        addRates(lines, now.recent());
        for (Snapshot.UserView user : now.users()) {
            addUser(lines, user);
        }
        return lines;
    }

    private static void addRates(List<AttributedString> lines, HitCounts hits) {
        lines.add(rate("all items   slates ", hits.hitRate(), ITEM));
        lines.add(rate("            popular", hits.popularHitRate(), FAINT));
        lines.add(rate("new to user slates ", hits.newHitRate(), ITEM));
        lines.add(rate("            popular", hits.newPopularHitRate(), FAINT));
    }

    private static AttributedString rate(String name, double rate, AttributedStyle style) {
        return new AttributedStringBuilder()
                .append(String.format(Locale.ROOT, "%s  %.3f ", name, rate))
                .styled(style, "█".repeat((int) Math.round(rate * BAR)))
                .toAttributedString();
    }

    private static void addUser(List<AttributedString> lines, Snapshot.UserView user) {
        lines.add(AttributedString.EMPTY);
        lines.add(
                new AttributedStringBuilder()
                        .styled(BOLD, user.slate().userId())
                        .styled(
                                FAINT,
                                "  after "
                                        + (user.latest().isEmpty()
                                                ? "an event"
                                                : String.join(", ", user.latest())))
                        .toAttributedString());
        user.slate().items().stream().limit(SLOTS_SHOWN).forEach(item -> lines.add(slot(item)));
    }

    private static AttributedString slot(SlateItem item) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(String.format(Locale.ROOT, "  %6.2f  ", item.score()));
        line.styled(ITEM, String.format(Locale.ROOT, "%-28s", item.itemId()));
        line.styled(FAINT, "  " + why(item));
        return line.toAttributedString();
    }

    private static String why(SlateItem item) {
        if (item.reasons().isEmpty()) {
            return item.source();
        }
        return "because of "
                + item.reasons().stream().map(SnapshotText::why).collect(Collectors.joining(", "));
    }

    private static String why(Reason reason) {
        return String.format(Locale.ROOT, "%s %.0f %%", reason.itemId(), 100 * reason.weight());
    }

    static String summary(Snapshot end) {
        return String.format(
                Locale.ROOT,
                "%,d events sent, %,d slates read, %,d dead letters in %s%n"
                        + "freshness p50 %.0f ms, p99 %.0f ms%n"
                        + "hit rate %.3f, popular items %.3f; on items new to the user %.3f, popular"
                        + " items %.3f (%,d events)",
                end.traffic().events(),
                end.traffic().slates(),
                end.traffic().deadLetters(),
                clock(end.elapsed()),
                end.freshness().p50Millis(),
                end.freshness().p99Millis(),
                end.total().hitRate(),
                end.total().popularHitRate(),
                end.total().newHitRate(),
                end.total().newPopularHitRate(),
                end.total().events());
    }

    private static String clock(Duration elapsed) {
        return String.format(Locale.ROOT, "%d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    }

    private static AttributedString text(AttributedStyle style, String format, Object... values) {
        return new AttributedString(String.format(Locale.ROOT, format, values), style);
    }
}
