package io.freshet.job.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.ModelRelease;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How much a release may say. */
class ReleaseReaderTest {

    private static ControlRecord record(String uri, String name, String version) {
        ModelRelease release = new ModelRelease("default", uri, "ab".repeat(32), name, version);
        return new ControlRecord(
                "models", 0, 7, 9, "default".getBytes(UTF_8), TopicJson.write(release));
    }

    private static void assertRefused(ControlRecord record, String message) {
        assertThatThrownBy(() -> ReleaseReader.release(record))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @Test
    void theLongestNamesAreTaken() throws Exception {
        ControlRecord record = record("u".repeat(2_048), "n".repeat(256), "v".repeat(256));

        assertThat(ReleaseReader.release(record).uri()).hasSize(2_048);
    }

    @Test
    void longerOnesAreRefusedWithoutRepeatingThem() {
        assertRefused(
                record("u".repeat(2_049), "n", "v"),
                "uri has 2049 characters, expected at most 2048");
        assertRefused(
                record("u", "n".repeat(257), "v"), "name has 257 characters, expected at most 256");
        assertRefused(
                record("u", "n", "v".repeat(257)),
                "version has 257 characters, expected at most 256");
    }
}
