package io.freshet.lab.prequential;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must be known to read a table of scores.
 *
 * @param lines one sentence each
 */
record ReportNotes(List<String> lines) {

    static ReportNotes of(PrequentialReport report) {
        List<String> lines = new ArrayList<>(List.of(judged(report.log()), log(report.log())));
        for (Lead lead : report.leads()) {
            lines.add(lead(lead, "the best reference", report.log()));
        }
        for (Lead lead : report.leadsOverRuns()) {
            lines.add(lead(lead, "an earlier run", report.log()));
        }
        addFeed(lines, report.feed(), report.log());
        addRun(lines, report.run());
        return new ReportNotes(lines);
    }

    String toText() {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    String toMarkdown() {
        return lines.stream().map(line -> "* " + line + "\n").collect(Collectors.joining());
    }

    private static String judged(LogFacts log) {
        return format(
                "%,d %s judged: %,d with repeats (%.1f %%), %,d with new items",
                log.judged(),
                log.unit().plural(),
                log.repeats(),
                100.0 * log.repeats() / Math.max(1, log.judged()),
                log.newItems());
    }

    private static String log(LogFacts log) {
        return format(
                "they are of users with an earlier event, after the first %,d of %,d events%s; %,d"
                        + " items in all",
                log.firstJudged(),
                log.events(),
                log.firstJudged() < log.events()
                        ? ", from " + Instant.ofEpochMilli(log.judgedFromMillis()) + " on"
                        : "",
                log.items());
    }

    private static String lead(Lead lead, String what, LogFacts log) {
        String measure = lead.part() == Score.Part.HIT_RATE ? "HR" : log.unit().measure();
        String difference = ScoreTable.fineFigure(Math.abs(lead.difference()));
        return format(
                "%s@%d: the feed is %s %s %s, %s; standard error %s",
                measure,
                log.k(),
                difference,
                lead.difference() < 0 ? "behind" : "ahead of",
                "'" + lead.over() + "'",
                what,
                ScoreTable.fineFigure(lead.standardError()));
    }

    private static void addFeed(List<String> lines, @Nullable FeedFacts feed, LogFacts log) {
        if (feed == null) {
            return;
        }
        lines.add(
                format(
                        "%,d slates read; of the judged %,d never came (misses), %,d have fewer than"
                                + " %d items, %,d came again",
                        feed.offered(), feed.missing(), feed.tooShort(), log.k(), feed.repeated()));
    }

    private static void addRun(List<String> lines, @Nullable RunFacts run) {
        if (run == null) {
            return;
        }
        long dead = run.deadLetters().values().stream().mapToLong(Long::longValue).sum();
        String reasons =
                run.deadLetters().entrySet().stream()
                        .map(ReportNotes::reason)
                        .collect(Collectors.joining(", ", " (", ")"));
        lines.add(
                format(
                        "%,d events in, %,d slates out, %,d dead letters%s, %.1f s",
                        run.eventsIn(),
                        run.slatesOut(),
                        dead,
                        dead == 0 ? "" : reasons,
                        run.seconds()));
    }

    private static String reason(Map.Entry<String, Long> found) {
        return format("%s %,d", found.getKey(), found.getValue());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
