package io.freshet.lab.dataset;

import java.util.List;

/**
 * Ratings of MovieLens: user, item, rating, epoch seconds, in any of its layouts ({@code u.data},
 * {@code ratings.dat}, {@code ratings.csv}). A rating is a view with the stars as its value.
 */
final class Movielens implements DatasetFormat {

    private static final List<String> COLUMNS = List.of("user", "movie", "rating", "timestamp");

    @Override
    public Opening open(String firstLine) throws DatasetException {
        String separator = Table.separatorOf(firstLine);
        Table header = Table.headedBy(firstLine, separator);
        if (header.columns().size() != COLUMNS.size()) {
            throw new DatasetException(
                    "found "
                            + header.columns().size()
                            + " columns, expected the 4 of movielens ratings: user, movie, rating,"
                            + " timestamp");
        }
        boolean headed = header.columns().get(3).equalsIgnoreCase("timestamp");
        return new Opening(new Table(separator, COLUMNS).parser(Movielens::read), headed);
    }

    private static void read(Row row, LineSink sink) throws BadLineException {
        sink.observe(
                new Observation(
                        row.text("user"),
                        row.text("movie"),
                        "view",
                        TimeFormat.SECONDS.millis(row.text("timestamp")),
                        row.number("rating")));
    }
}
