package io.freshet.lab.dataset;

import java.util.StringTokenizer;
import java.util.regex.Pattern;

/**
 * Item views of CIKM Cup 2016: {@code train-item-views.csv} as published, or sessions as prepared
 * by the papers, the items of one session a line. A session is a user. Prepared sessions have an
 * order and no time: they begin a minute apart and last ten seconds an item.
 */
final class Diginetica implements DatasetFormat {

    /** 2016-01-01T00:00:00Z. */
    static final long START_MILLIS = 1_451_606_400_000L;

    static final long SESSION_MILLIS = 60_000;
    static final long ITEM_MILLIS = 10_000;

    private static final Pattern ITEMS = Pattern.compile("\\d+( \\d+)*");

    @Override
    public Opening open(String firstLine) throws DatasetException {
        if (firstLine.indexOf(';') >= 0) {
            Table table = Table.headedBy(firstLine, ";");
            table.require("diginetica", "sessionId", "itemId", "timeframe", "eventdate");
            return new Opening(table.parser(Diginetica::view), true);
        }
        if (firstLine.indexOf('\t') >= 0) {
            throw new DatasetException(
                    "these are pairs of prefix and next item, which say each session many times;"
                            + " expected the file of whole sessions");
        }
        return new Opening(Diginetica::session, false);
    }

    private static void view(Row row, LineSink sink) throws BadLineException {
        long day = TimeFormat.DATE.millis(row.text("eventdate"));
        sink.observe(
                new Observation(
                        row.text("sessionId"),
                        row.text("itemId"),
                        "view",
                        day + row.wholeNumber("timeframe"),
                        null));
    }

    private static void session(String line, long number, LineSink sink) throws BadLineException {
        String items = line.strip();
        if (!ITEMS.matcher(items).matches()) {
            throw new BadLineException(
                    BadLineKind.SYNTAX, "expected item numbers with one space between them");
        }
        StringTokenizer tokens = new StringTokenizer(items);
        long timestamp = START_MILLIS + number * SESSION_MILLIS;
        while (tokens.hasMoreTokens()) {
            sink.observe(
                    new Observation(
                            "session-" + number, tokens.nextToken(), "view", timestamp, null));
            timestamp += ITEM_MILLIS;
        }
    }
}
