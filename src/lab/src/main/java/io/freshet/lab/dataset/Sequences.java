package io.freshet.lab.dataset;

import java.util.HashMap;
import java.util.Map;

/**
 * The sequence files of the SASRec line of papers: {@code user item} a line, in the order of time
 * for each user. There is no time: every user begins at the same instant and acts once a minute.
 */
final class Sequences implements DatasetFormat {

    /** 2001-01-01T00:00:00Z. */
    static final long START_MILLIS = 978_307_200_000L;

    static final long STEP_MILLIS = 60_000;

    @Override
    public Opening open(String firstLine) {
        Map<String, Integer> steps = new HashMap<>();
        return new Opening((line, number, sink) -> read(line, steps, sink), false);
    }

    private static void read(String line, Map<String, Integer> steps, LineSink sink)
            throws BadLineException {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length != 2) {
            throw new BadLineException(
                    BadLineKind.FIELDS,
                    "found " + fields.length + " fields, expected 2: user and item");
        }
        int step = steps.merge(fields[0], 1, Integer::sum);
        sink.observe(
                new Observation(
                        fields[0], fields[1], "view", START_MILLIS + step * STEP_MILLIS, null));
    }
}
