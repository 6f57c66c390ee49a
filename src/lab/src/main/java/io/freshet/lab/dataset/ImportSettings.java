package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an import may be told.
 *
 * @param columns of the formats csv, tsv and jsonl
 * @param time how these tell the time
 * @param type replaces the type of every interaction, if given
 * @param shift added to every time, for data from before the year 2000
 */
public record ImportSettings(
        ColumnMapping columns, TimeFormat time, @Nullable String type, Duration shift) {

    /** Nothing special. */
    public static final ImportSettings DEFAULT =
            new ImportSettings(ColumnMapping.DEFAULT, TimeFormat.AUTO, null, Duration.ZERO);

    public ImportSettings {
        requireNonNull(columns, "columns");
        requireNonNull(time, "time");
        requireNonNull(shift, "shift");
        if (type != null && type.isBlank()) {
            throw new IllegalArgumentException("the type is blank");
        }
    }
}
