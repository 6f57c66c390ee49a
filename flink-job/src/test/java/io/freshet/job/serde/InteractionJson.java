package io.freshet.job.serde;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A whole interaction as JSON, and what tests make of it. */
final class InteractionJson {

    static final long NOW = 1_767_225_600_000L;

    private InteractionJson() {}

    /** The fields of a whole interaction, each as JSON. */
    static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("eventId", "\"e-1\"");
        fields.put("userId", "\"ann\"");
        fields.put("itemId", "\"item-1\"");
        fields.put("type", "\"click\"");
        fields.put("timestamp", Long.toString(NOW));
        fields.put("surface", "\"home\"");
        fields.put("slateId", "\"home|ann|7\"");
        fields.put("value", "9.5");
        return fields;
    }

    static String json(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> '"' + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String with(String field, String value) {
        Map<String, String> fields = fields();
        fields.put(field, value);
        return json(fields);
    }

    static String without(String field) {
        Map<String, String> fields = fields();
        fields.remove(field);
        return json(fields);
    }

    static String text(String each, int times) {
        return '"' + each.repeat(times) + '"';
    }
}
