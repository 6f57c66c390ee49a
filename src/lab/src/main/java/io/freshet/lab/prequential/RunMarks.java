package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How each list of a run did, kept so that another run over the same log can be held against it
 * list by list.
 *
 * @param judged says which lists of which log these are; equal for equal ones
 * @param hits whether each list held any of its items, 1 or 0
 * @param grades reciprocal rank or recall of each list
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them as a whole.
public record RunMarks(String judged, double[] hits, double[] grades) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public RunMarks {
        requireNonNull(judged, "judged");
        requireNonNull(hits, "hits");
        requireNonNull(grades, "grades");
        if (hits.length != grades.length) {
            throw new IllegalArgumentException(
                    hits.length + " hits and " + grades.length + " grades, expected as many");
        }
    }

    double[] of(Score.Part part) {
        return part == Score.Part.HIT_RATE ? hits : grades;
    }

    /** Keeps them in a file. */
    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /**
     * Reads what was kept.
     *
     * @throws IllegalArgumentException if the file holds no marks
     */
    public static RunMarks read(Path file) throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(file), RunMarks.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + " is no file of marks as --marks writes them: " + e.getOriginalMessage(),
                    e);
        }
    }
}
