package io.freshet.lab.dataset;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Item views of CIKM Cup 2016: {@code train-item-views.csv} as published, or sessions as prepared
 * by the papers, either the items of one session a line, or pairs of prefix and next item. A
 * session is a user. Prepared sessions have an order and no time: they begin a minute apart and
 * last ten seconds an item.
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
            return new Opening(new Pairs(), false);
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
        observe(items(line.strip()), number, sink);
    }

    private static List<String> items(String text) throws BadLineException {
        if (!ITEMS.matcher(text).matches()) {
            throw new BadLineException(
                    BadLineKind.SYNTAX, "expected item numbers with one space between them");
        }
        return List.of(text.split(" "));
    }

    private static void observe(List<String> items, long number, LineSink sink)
            throws BadLineException {
        long timestamp = START_MILLIS + number * SESSION_MILLIS;
        for (String item : items) {
            sink.observe(new Observation("session-" + number, item, "view", timestamp, null));
            timestamp += ITEM_MILLIS;
        }
    }

    /**
     * {@code prefix TAB next item}, every prefix of a session, the longest first: the first of its
     * lines is the whole session, the others repeat it.
     */
    private static final class Pairs implements LineParser {

        private List<String> shorter = List.of();

        @Override
        public void parse(String line, long number, LineSink sink) throws BadLineException {
            List<String> session = items(line.strip().replace('\t', ' '));
            if (session.size() < 2) {
                throw new BadLineException(
                        BadLineKind.FIELDS, "expected a prefix, a tab and the next item");
            }
            if (!session.equals(shorter)) {
                observe(session, number, sink);
            }
            shorter = session.size() == 2 ? List.of() : session.subList(0, session.size() - 1);
        }
    }
}
