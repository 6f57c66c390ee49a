package io.freshet.job.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.local.LocalDataInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of an event log as the records that a stream would have had. */
class EventLogFormatTest {

    @TempDir private Path directory;

    private List<RawRecord> read(byte[] log) throws IOException {
        Path file = Files.write(directory.resolve("log.jsonl"), log);
        List<RawRecord> records = new ArrayList<>();
        try (EventLogFormat.Reader reader =
                new EventLogFormat()
                        .createReader(
                                new Configuration(), new LocalDataInputStream(file.toFile()))) {
            for (RawRecord next = reader.read(); next != null; next = reader.read()) {
                records.add(next);
            }
        }
        return records;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyLineIsARecordWithItsNumber() throws IOException {
        List<RawRecord> records = read(utf8("{\"a\":1}\n\n  \t\r\n{\"b\":2}"));

        assertThat(records).extracting(RawRecord::offset).containsExactly(1L, 4L);
        assertThat(records.get(0).value()).isEqualTo(utf8("{\"a\":1}"));
        assertThat(records.get(1).value()).isEqualTo(utf8("{\"b\":2}"));
    }

    @Test
    void bytesStayAsTheyAre() throws IOException {
        byte[] noUnicode = {'{', (byte) 0xc3, '"', '\r', '}', '\n'};

        assertThat(read(noUnicode).get(0).value())
                .isEqualTo(new byte[] {'{', (byte) 0xc3, '"', '\r', '}'});
    }

    @Test
    void anEmptyLogHasNoRecords() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
    }
}
