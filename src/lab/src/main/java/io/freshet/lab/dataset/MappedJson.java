package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** One JSON object a line, whose fields the user maps. */
final class MappedJson implements DatasetFormat {

    private static final ObjectReader READER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(JsonNode.class);

    private final ColumnMapping columns;
    private final TimeFormat time;

    MappedJson(ColumnMapping columns, TimeFormat time) {
        this.columns = requireNonNull(columns, "columns");
        this.time = requireNonNull(time, "time");
    }

    @Override
    public Opening open(String firstLine) {
        return new Opening((line, number, sink) -> read(line, sink), false);
    }

    private void read(String line, LineSink sink) throws BadLineException {
        JsonNode node = object(line);
        JsonNode value = node.path(columns.valueColumn());
        if (!value.isMissingNode() && !value.isNull() && !value.isNumber()) {
            throw new BadLineException(
                    BadLineKind.NUMBER,
                    columns.valueColumn() + " is " + value.getNodeType() + ", expected a number");
        }
        boolean typed = columns.type() != null || node.has(columns.typeColumn());
        sink.observe(
                new Observation(
                        text(node, columns.user()),
                        text(node, columns.item()),
                        typed ? text(node, columns.typeColumn()) : "view",
                        time.millis(text(node, columns.time())),
                        value.isNumber() ? value.doubleValue() : null));
    }

    private static JsonNode object(String line) throws BadLineException {
        try {
            JsonNode node = READER.readValue(line);
            if (node.isObject()) {
                return node;
            }
            throw new BadLineException(
                    BadLineKind.SYNTAX, "found " + node.getNodeType() + ", expected an object");
        } catch (JsonProcessingException e) {
            throw new BadLineException(BadLineKind.SYNTAX, e.getOriginalMessage());
        }
    }

    private static String text(JsonNode node, String field) throws BadLineException {
        JsonNode value = node.path(field);
        if (value.isTextual() || value.isIntegralNumber()) {
            return value.asText().strip();
        }
        if (value.isNumber()) {
            return value.decimalValue().toPlainString();
        }
        throw new BadLineException(
                BadLineKind.FIELDS,
                field + " is " + value.getNodeType() + ", expected a string or a number");
    }
}
