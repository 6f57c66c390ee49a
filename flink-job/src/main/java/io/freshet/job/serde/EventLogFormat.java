package io.freshet.job.serde;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file with one event a line as raw records: the line's number, from 1, stands for the offset.
 * Blank lines are skipped.
 */
public final class EventLogFormat extends SimpleStreamFormat<RawRecord> {

    private static final long serialVersionUID = 1L;

    private static final String TOPIC = "event-log";

    @Override
    public Reader createReader(Configuration configuration, FSDataInputStream stream) {
        return new Reader(
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }

    /** Reads line by line. */
    public static final class Reader implements StreamFormat.Reader<RawRecord> {

        private final BufferedReader lines;
        private long number;

        private Reader(BufferedReader lines) {
            this.lines = lines;
        }

        @Override
        public @Nullable RawRecord read() throws IOException {
            String line = next();
            while (line != null && line.isBlank()) {
                line = next();
            }
            return line == null
                    ? null
                    : new RawRecord(TOPIC, 0, number, 0, line.getBytes(StandardCharsets.UTF_8));
        }

        private @Nullable String next() throws IOException {
            number++;
            return lines.readLine();
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
