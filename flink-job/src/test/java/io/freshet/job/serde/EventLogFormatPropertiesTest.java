package io.freshet.job.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.local.LocalDataInputStream;

/** Whatever bytes a line has, it comes back as it was, under its number. */
class EventLogFormatPropertiesTest {

    /** Lines of any bytes but the end of a line, many of them blank. */
    @Provide
    Arbitrary<List<byte[]>> lines() {
        Arbitrary<Byte> bytes =
                Arbitraries.frequencyOf(
                        Tuple.of(1, Arbitraries.of((byte) ' ', (byte) '\t', (byte) '\r')),
                        Tuple.of(1, Arbitraries.bytes().filter(each -> each != '\n')));
        return bytes.array(byte[].class).ofMaxSize(8).list().ofMaxSize(20);
    }

    @Property(tries = 300)
    void everyLineThatIsNotBlankComesBack(
            @ForAll("lines") List<byte[]> lines, @ForAll boolean endsWithANewLine)
            throws IOException {
        List<String> expected = new ArrayList<>();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i);
            log.write(line);
            if (endsWithANewLine || i < lines.size() - 1) {
                log.write('\n');
            }
            if (!isBlank(line)) {
                expected.add(i + 1 + ":" + HexFormat.of().formatHex(line));
            }
        }

        assertThat(read(log.toByteArray())).isEqualTo(expected);
    }

    private static boolean isBlank(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1).matches("[ \t\r]*");
    }

    private static List<String> read(byte[] log) throws IOException {
        Path file = Files.createTempFile("event-log", ".jsonl");
        Files.write(file, log);
        List<String> records = new ArrayList<>();
        try (EventLogFormat.Reader reader =
                new EventLogFormat()
                        .createReader(
                                new Configuration(), new LocalDataInputStream(file.toFile()))) {
            for (RawRecord next = reader.read(); next != null; next = reader.read()) {
                records.add(next.offset() + ":" + HexFormat.of().formatHex(next.value()));
            }
        } finally {
            Files.delete(file);
        }
        return records;
    }
}
