package io.freshet.lab.dataset;

/** {@code events.csv} of the Retailrocket shop: views, carts and transactions of visitors. */
final class Retailrocket implements DatasetFormat {

    @Override
    public Opening open(String firstLine) throws DatasetException {
        Table table = Table.headedBy(firstLine, Table.separatorOf(firstLine));
        table.require("retailrocket", "timestamp", "visitorid", "event", "itemid");
        return new Opening(table.parser(Retailrocket::read), true);
    }

    private static void read(Row row, LineSink sink) throws BadLineException {
        sink.observe(
                new Observation(
                        row.text("visitorid"),
                        row.text("itemid"),
                        type(row.text("event")),
                        TimeFormat.MILLIS.millis(row.text("timestamp")),
                        null));
    }

    private static String type(String event) throws BadLineException {
        return switch (event) {
            case "view" -> "view";
            case "addtocart" -> "add_to_cart";
            case "transaction" -> "purchase";
            default ->
                    throw new BadLineException(
                            BadLineKind.TYPE,
                            "event is '" + event + "', expected view, addtocart or transaction");
        };
    }
}
