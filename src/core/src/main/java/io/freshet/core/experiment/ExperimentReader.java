package io.freshet.core.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.freshet.core.domain.Excerpt;
import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of the topics {@code experiments} and {@code assignments}: one JSON object
 * each, fields that this version does not know are ignored, a number is nowhere rounded or guessed.
 * For any number of threads.
 */
public final class ExperimentReader {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            text ->
                                    text.setCoercion(
                                                    CoercionInputShape.Integer, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Float, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Boolean,
                                                    CoercionAction.Fail))
                    .build();

    private ExperimentReader() {}

    /**
     * The experiment of a record that has a value; one without removes the experiment of its key.
     *
     * @param key of the record
     * @throws ExperimentException if the value is no experiment, or the key not its id
     */
    public static Experiment experiment(@Nullable String key, byte[] value) {
        Experiment experiment = experiment(value);
        checkKey(key, experiment.experimentId());
        return experiment;
    }

    /**
     * The experiment of a value that is to become a record, with its id as the key.
     *
     * @throws ExperimentException if the value is no experiment
     */
    public static Experiment experiment(byte[] value) {
        return read(value, Experiment.class);
    }

    /**
     * The assignment of a record that has a value.
     *
     * @param key of the record
     * @throws ExperimentException if the value is no assignment, or the key not its user
     */
    public static ExternalAssignment assignment(@Nullable String key, byte[] value) {
        ExternalAssignment assignment = read(value, ExternalAssignment.class);
        checkKey(key, assignment.userId());
        return assignment;
    }

    private static <T> T read(byte[] value, Class<T> type) {
        T read;
        try {
            read = JSON.readValue(value, type);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof ExperimentException refusal) {
                throw new ExperimentException(refusal.getMessage(), e);
            }
            throw new ExperimentException(path(e.getPath()) + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new ExperimentException("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ExperimentException("not JSON: " + e.getMessage(), e);
        }
        if (read == null) {
            throw new ExperimentException("the value is null, expected a JSON object");
        }
        return read;
    }

    private static String path(List<JsonMappingException.Reference> steps) {
        if (steps.isEmpty()) {
            return "";
        }
        String path =
                steps.stream()
                        .map(
                                step ->
                                        step.getFieldName() == null
                                                ? "[" + step.getIndex() + "]"
                                                : "." + step.getFieldName())
                        .collect(Collectors.joining());
        return path.substring(path.startsWith(".") ? 1 : 0) + ": ";
    }

    private static void checkKey(@Nullable String key, String expected) {
        if (!expected.equals(key)) {
            String found = key == null ? "" : Excerpt.of(key, Interaction.MAX_ID_LENGTH);
            throw new ExperimentException(
                    "the key is '" + found + "', expected '" + expected + "'");
        }
    }
}
