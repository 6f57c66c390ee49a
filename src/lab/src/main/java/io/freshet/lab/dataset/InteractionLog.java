package io.freshet.lab.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.Interaction;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of interactions, one a line as the topic {@code events} has them, read in its order. A
 * line that is not one ends the reading with an {@link UncheckedIOException} that says where.
 */
public final class InteractionLog implements Iterator<Interaction>, Closeable {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final ObjectWriter WRITER = MAPPER.writerFor(Interaction.class);
    private static final ObjectReader READER = MAPPER.readerFor(Interaction.class);

    private final Path path;
    private final BufferedReader reader;
    private long number;
    private @Nullable String line;

    private InteractionLog(Path path, BufferedReader reader) throws IOException {
        this.path = path;
        this.reader = reader;
        advance();
    }

    /** Opens a file, unpacked on the way if its name ends in {@code .gz}. */
    public static InteractionLog open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new DatasetException(path + " is not a file");
        }
        var in = Files.newInputStream(path);
        try {
            var unpacked = path.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
            return new InteractionLog(
                    path,
                    new BufferedReader(new InputStreamReader(unpacked, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            in.close();
            throw new DatasetException(path + " cannot be read: " + e, e);
        }
    }

    /** How many interactions a file has, if all its lines are sound. */
    public static long count(Path path) throws IOException {
        try (InteractionLog log = open(path)) {
            long lines = 0;
            while (log.hasNext()) {
                lines++;
                log.advance();
            }
            return lines;
        }
    }

    /** The bytes that the topic {@code events} carries. */
    public static byte[] toJson(Interaction interaction) throws IOException {
        return WRITER.writeValueAsBytes(interaction);
    }

    @Override
    public boolean hasNext() {
        return line != null;
    }

    @Override
    public Interaction next() {
        if (line == null) {
            throw new NoSuchElementException(path + " has " + number + " lines");
        }
        String where = path + ":" + number + ": ";
        try {
            Interaction interaction = READER.readValue(line);
            InteractionLimits.checkTimestamp(interaction.timestamp());
            InteractionLimits.checkId("event", interaction.eventId());
            InteractionLimits.checkId("user", interaction.userId());
            InteractionLimits.checkId("item", interaction.itemId());
            InteractionLimits.checkId("type", interaction.type());
            advance();
            return interaction;
        } catch (JsonProcessingException e) {
            throw bad(where + e.getOriginalMessage(), e);
        } catch (BadLineException e) {
            throw bad(where + e.getMessage(), e);
        } catch (IOException e) {
            throw bad(path + ": cannot read on after line " + number + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private void advance() throws IOException {
        do {
            line = reader.readLine();
            number++;
        } while (line != null && line.isBlank());
    }

    private static UncheckedIOException bad(String message, Exception cause) {
        return new UncheckedIOException(new DatasetException(message, cause));
    }
}
