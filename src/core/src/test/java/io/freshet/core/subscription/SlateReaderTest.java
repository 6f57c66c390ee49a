package io.freshet.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.Slate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlateReaderTest {

    private static final String SLATE =
            """
            {"slateId": "home|u|7", "userId": "u", "surface": "home", "revision": 7,
             "items": [{"itemId": "i", "score": -1.5, "source": "catalogue",
                        "reasons": [{"itemId": "j", "weight": 0.5}], "later": 1}],
             "model": {"name": "m", "version": "1"}, "causeEventId": "e",
             "timestamps": {"event": 1, "ingested": 2, "scored": 3, "emitted": 4},
             "aFieldOfALaterVersion": {"x": []}}
            """;

    @Test
    void readsASlateAndIgnoresWhatItDoesNotKnow() throws IOException {
        Slate slate = SlateReader.read("home|u", bytes(SLATE));

        assertThat(slate.key()).isEqualTo("home|u");
        assertThat(slate.revision()).isEqualTo(7);
        assertThat(slate.items()).hasSize(1);
        assertThat(slate.experiment()).isNull();
    }

    @Test
    void saysWhichKeyItExpected() {
        assertThatThrownBy(() -> SlateReader.read("mail|u", bytes(SLATE)))
                .isInstanceOf(IOException.class)
                .hasMessage("the key is 'mail|u', expected 'home|u'");
        assertThatThrownBy(() -> SlateReader.read(null, bytes(SLATE)))
                .hasMessage("the key is 'null', expected 'home|u'");
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
        assertThatThrownBy(() -> SlateReader.read("home|u", bytes(value)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("not a slate: ");
    }

    @Test
    void refusesWhatFollowsASlate() {
        assertThatThrownBy(() -> SlateReader.read("home|u", bytes(SLATE + "{}")))
                .hasMessageStartingWith("not a slate: ");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
