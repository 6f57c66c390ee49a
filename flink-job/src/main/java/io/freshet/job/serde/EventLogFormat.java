package io.freshet.job.serde;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
        return new Reader(new BufferedInputStream(stream));
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }

    /** Reads line by line; the bytes of a line are handed on as they are. */
    public static final class Reader implements StreamFormat.Reader<RawRecord> {

        private final InputStream bytes;
        private long number;

        private Reader(InputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public @Nullable RawRecord read() throws IOException {
            byte[] line = next();
            while (line != null && isBlank(line)) {
                line = next();
            }
            return line == null ? null : new RawRecord(TOPIC, 0, number, 0, false, line);
        }

        private byte @Nullable [] next() throws IOException {
            number++;
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int found = bytes.read();
            if (found < 0) {
                return null;
            }
            while (found >= 0 && found != '\n') {
                line.write(found);
                found = bytes.read();
            }
            return line.toByteArray();
        }

        private static boolean isBlank(byte[] line) {
            for (byte each : line) {
                if (each != ' ' && each != '\t' && each != '\r') {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
