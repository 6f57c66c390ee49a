package io.freshet.job.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.core.domain.Excerpt;
import io.freshet.core.domain.ModelRelease;
import io.freshet.core.subscription.TopicValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the records of the {@code models} topic. */
public final class ReleaseReader {

    private static final TopicValue<JsonNode> VALUES = TopicValue.of(JsonNode.class);

    /** Statuses repeat what a release says, and must fit into their topic. */
    private static final int MAX_BYTES = 64 * 1024;

    /** It goes into the state of every subtask, and into every status. */
    private static final int LONGEST_URI = 2_048;

    /** They go into every slate. */
    private static final int LONGEST_NAME = 256;

    private ReleaseReader() {}

    /**
     * The slot that a record is about.
     *
     * @throws IOException if its key names none; the message says what it is
     */
    public static String slot(ControlRecord record) throws IOException {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!ModelRelease.isSlot(key)) {
            throw new IOException(
                    "the key is '" + Excerpt.of(key, 100) + "', expected the name of a slot");
        }
        return key;
    }

    /**
     * The release of a record that is no tombstone.
     *
     * @throws IOException if it holds none; the message says what was found and what was expected
     */
    public static ModelRelease release(ControlRecord record) throws IOException {
        ModelRelease release = parse(record);
        check(release.uri(), "uri", LONGEST_URI);
        check(release.name(), "name", LONGEST_NAME);
        check(release.version(), "version", LONGEST_NAME);
        String slot = slot(record);
        if (!release.slot().equals(slot)) {
            throw new IOException(
                    "slot is '" + release.slot() + "', expected the record's key '" + slot + "'");
        }
        return release;
    }

    private static void check(String value, String field, int longest) throws IOException {
        if (value.length() > longest) {
            throw new IOException(
                    field + " has " + value.length() + " characters, expected at most " + longest);
        }
    }

    private static ModelRelease parse(ControlRecord record) throws IOException {
        if (record.value().length > MAX_BYTES) {
            throw new IOException(
                    "the value has "
                            + record.value().length
                            + " bytes, expected at most "
                            + MAX_BYTES);
        }
        JsonNode value = value(record);
        if (!value.isObject()) {
            throw new IOException("the value is " + kind(value) + ", expected a JSON object");
        }
        String slot = text(value, "slot");
        String uri = text(value, "uri");
        String sha256 = text(value, "sha256");
        String name = text(value, "name");
        String version = text(value, "version");
        try {
            return new ModelRelease(slot, uri, sha256, name, version);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static JsonNode value(ControlRecord record) throws IOException {
        try {
            return VALUES.read(record.value());
        } catch (JsonProcessingException e) {
            throw new IOException("the value is no release: " + e.getOriginalMessage(), e);
        }
    }

    private static String text(JsonNode value, String field) throws IOException {
        JsonNode found = value.path(field);
        if (found.isMissingNode() || found.isNull()) {
            throw new IOException(field + " is missing, expected a string");
        }
        if (!found.isTextual()) {
            throw new IOException(field + " is " + kind(found) + ", expected a string");
        }
        return found.textValue();
    }

    private static String kind(JsonNode value) {
        return JsonKind.of(value.asToken());
    }
}
