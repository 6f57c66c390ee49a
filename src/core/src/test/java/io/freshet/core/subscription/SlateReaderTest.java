package io.freshet.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.Slate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlateReaderTest {

    /** The same that the reader in Python is tested with. */
    private static final String SLATE = resource("slate.json");

    @Test
    void readsASlateAndIgnoresWhatItDoesNotKnow() throws IOException {
        Slate slate = SlateReader.read("home|u-1842", bytes(SLATE));

        assertThat(slate.key()).isEqualTo("home|u-1842");
        assertThat(slate.revision()).isEqualTo(7);
        assertThat(slate.items()).hasSize(2);
        assertThat(slate.experiments()).isEmpty();
    }

    @Test
    void saysWhichKeyItExpected() {
        assertThatThrownBy(() -> SlateReader.read("mail|u-1842", bytes(SLATE)))
                .isInstanceOf(IOException.class)
                .hasMessage("the key is 'mail|u-1842', expected 'home|u-1842'");
        assertThatThrownBy(() -> SlateReader.read(null, bytes(SLATE)))
                .hasMessage("the key is 'null', expected 'home|u-1842'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"userId\": \"u\"}",
                "not JSON",
                "{\"slateId\": 7, \"userId\": \"u\"}"
            })
    void refusesWhatIsNoSlate(String value) {
        assertThatThrownBy(() -> SlateReader.read("home|u-1842", bytes(value)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("not a slate: ");
    }

    @Test
    void refusesWhatFollowsASlate() {
        assertThatThrownBy(() -> SlateReader.read("home|u-1842", bytes(SLATE + "{}")))
                .hasMessageStartingWith("not a slate: ");
    }

    private static String resource(String name) {
        try (InputStream in = SlateReaderTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
