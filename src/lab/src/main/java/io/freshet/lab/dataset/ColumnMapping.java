package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table, or fields of a JSON object, hold what.
 *
 * @param type null if no column was named: then {@code type} is read where it is there
 * @param value null if no column was named: then {@code value} is read where it is there
 */
public record ColumnMapping(
        String user, String item, String time, @Nullable String type, @Nullable String value) {

    /** The names that the topic {@code events} has. */
    public static final ColumnMapping DEFAULT =
            new ColumnMapping("userId", "itemId", "timestamp", null, null);

    private static final String EXPECTED =
            "expected NAME=COLUMN,... with the names user, item, time, type, value";

    public ColumnMapping {
        requireNonNull(user, "user");
        requireNonNull(item, "item");
        requireNonNull(time, "time");
    }

    /**
     * Reads {@code user=visitor,item=sku,time=at}; what is not named stays as in {@link #DEFAULT}.
     *
     * @throws IllegalArgumentException if the text is not such a list
     */
    public static ColumnMapping parse(String text) {
        Map<String, String> named = new HashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            String column = pair.substring(equals + 1).strip();
            boolean known =
                    switch (name) {
                        case "user", "item", "time", "type", "value" -> true;
                        default -> false;
                    };
            if (!known || column.isEmpty() || named.put(name, column) != null) {
                throw new IllegalArgumentException("found '" + pair + "'; " + EXPECTED);
            }
        }
        return new ColumnMapping(
                named.getOrDefault("user", DEFAULT.user),
                named.getOrDefault("item", DEFAULT.item),
                named.getOrDefault("time", DEFAULT.time),
                named.get("type"),
                named.get("value"));
    }

    String typeColumn() {
        return type == null ? "type" : type;
    }

    String valueColumn() {
        return value == null ? "value" : value;
    }
}
