package io.freshet.lab.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * UCI Online Retail and Online Retail II: the lines of invoices. The item is the description, upper
 * case and with single spaces, because not every edition has stock codes. Lines without a customer
 * and cancellations are left out; one item at one time by one customer is one purchase, which also
 * takes care of the days that two editions share.
 */
final class OnlineRetail implements DatasetFormat {

    /** How the editions write that there is no customer. */
    private static final Set<String> ANONYMOUS = Set.of("", "null");

    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern TRAILING_ZERO = Pattern.compile("\\.0+$");

    @Override
    public Opening open(String firstLine) throws DatasetException {
        Table table = Table.headedBy(firstLine, Table.separatorOf(firstLine));
        table.require("online-retail", "Description", "Quantity", "InvoiceDate");
        String customer = oneOf(table, "Customer ID", "CustomerID");
        String price = oneOf(table, "Price", "UnitPrice");
        return new Opening(table.parser((row, sink) -> read(row, customer, price, sink)), true);
    }

    @Override
    public boolean repeatsAreOne() {
        return true;
    }

    private static String oneOf(Table table, String... names) throws DatasetException {
        for (String name : names) {
            if (table.columns().contains(name)) {
                return name;
            }
        }
        throw new DatasetException(
                "no column "
                        + String.join(" or ", List.of(names))
                        + " for online-retail; found "
                        + String.join(", ", table.columns()));
    }

    private static void read(Row row, String customer, String price, LineSink sink)
            throws BadLineException {
        long quantity = row.wholeNumber("Quantity");
        if (ANONYMOUS.contains(row.text(customer))) {
            sink.exclude("no customer");
            return;
        }
        if (quantity <= 0) {
            sink.exclude("cancellation");
            return;
        }
        sink.observe(
                new Observation(
                        TRAILING_ZERO.matcher(row.text(customer)).replaceFirst(""),
                        item(row.text("Description")),
                        "purchase",
                        TimeFormat.DATE.millis(row.text("InvoiceDate")),
                        quantity * row.number(price)));
    }

    private static String item(String description) {
        return SPACES.matcher(description).replaceAll(" ").toUpperCase(Locale.ROOT);
    }
}
