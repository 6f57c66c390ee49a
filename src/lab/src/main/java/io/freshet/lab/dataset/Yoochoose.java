package io.freshet.lab.dataset;

import java.util.List;

/**
 * The shop of RecSys Challenge 2015: its clicks and buys as published (commas, no header), and the
 * clicks as prepared by session-based recommenders (tabs, with a header). A session is a user.
 */
final class Yoochoose implements DatasetFormat {

    private static final String SESSION = "SessionId";
    private static final String ITEM = "ItemId";
    private static final String TIME = "Time";
    private static final List<String> CLICKS = List.of(SESSION, TIME, ITEM, "Category");
    private static final List<String> BUYS = List.of(SESSION, TIME, ITEM, "Price", "Quantity");

    @Override
    public Opening open(String firstLine) throws DatasetException {
        String separator = Table.separatorOf(firstLine);
        Table table = Table.headedBy(firstLine, separator);
        if (table.columns().contains(SESSION)) {
            table.require("yoochoose", ITEM, TIME);
            return new Opening(table.parser(Yoochoose::click), true);
        }
        int width = table.columns().size();
        if (width == CLICKS.size()) {
            return new Opening(new Table(separator, CLICKS).parser(Yoochoose::click), false);
        }
        if (width == BUYS.size()) {
            return new Opening(new Table(separator, BUYS).parser(Yoochoose::buy), false);
        }
        throw new DatasetException(
                "found "
                        + width
                        + " columns, expected the 4 of yoochoose-clicks, the 5 of yoochoose-buys or"
                        + " a header with SessionId, ItemId, Time");
    }

    private static void click(Row row, LineSink sink) throws BadLineException {
        sink.observe(observation(row, "click", false));
    }

    private static void buy(Row row, LineSink sink) throws BadLineException {
        sink.observe(observation(row, "purchase", true));
    }

    private static Observation observation(Row row, String type, boolean priced)
            throws BadLineException {
        return new Observation(
                row.text(SESSION),
                row.text(ITEM),
                type,
                TimeFormat.AUTO.millis(row.text(TIME)),
                priced ? row.number("Price") * row.number("Quantity") : null);
    }
}
