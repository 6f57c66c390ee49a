package io.freshet.job.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.ModelRelease;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"slot", "uri", "sha256", "name", "version"})
    void onlyTextIsTakenForText(String field) {
        assertRefused(with(field, "5"), field + " is an integer, expected a string");
        assertRefused(
                with(field, "1.5"), field + " is a number with a fraction, expected a string");
        assertRefused(with(field, "true"), field + " is a boolean, expected a string");
        assertRefused(with(field, "{}"), field + " is an object, expected a string");
        assertRefused(with(field, "[\"a\"]"), field + " is an array, expected a string");
        assertRefused(with(field, "null"), field + " is missing, expected a string");
    }

    private static ControlRecord with(String field, String value) {
        String sound = new String(record("u", "n", "v").value(), UTF_8);
        String json = sound.replaceFirst("(\"" + field + "\":)\"[^\"]*\"", "$1" + value);
        assertThat(json).isNotEqualTo(sound);
        return of(json);
    }

    private static ControlRecord of(String json) {
        return new ControlRecord(
                "models", 0, 7, 9, "default".getBytes(UTF_8), json.getBytes(UTF_8));
    }

    @Test
    void aReleaseIsAnObject() {
        assertRefused(of("[]"), "the value is an array, expected a JSON object");
        assertRefused(of("5"), "the value is an integer, expected a JSON object");
        assertRefused(of("\"films\""), "the value is a string, expected a JSON object");
        assertRefused(of("null"), "the value is null, expected a JSON object");
        assertRefused(of(""), "the value is no release: No content to map due to end-of-input");
    }
}
