package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.job.serde.ControlRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever comes in, a dead letter is small enough for its topic. */
class DeadLettersTest {

    private static DeadLetter letter(@Nullable String message, byte @Nullable [] value) {
        return DeadLetters.of(
                new ControlRecord("models", 0, 7, 1, new byte[0], value),
                DeadLetterReason.NOT_A_RELEASE,
                message);
    }

    @Test
    void keepsASmallValueWhole() {
        assertThat(letter("why", new byte[] {1, 2}))
                .isEqualTo(
                        new DeadLetter(
                                "models",
                                0,
                                7,
                                DeadLetterReason.NOT_A_RELEASE,
                                "why",
                                2,
                                new byte[] {1, 2}));
    }

    @Test
    void keepsTheBeginningOfALargeOneAndItsSize() {
        DeadLetter letter = letter("why", new byte[1_000_000]);

        assertThat(letter.raw()).hasSize(DeadLetters.MAX_RAW_BYTES);
        assertThat(letter.size()).isEqualTo(1_000_000);
    }

    @Test
    void keepsTheBeginningOfALongMessage() {
        assertThat(letter("x".repeat(100_000), new byte[0]).message())
                .isEqualTo("x".repeat(DeadLetters.MAX_MESSAGE_LENGTH) + "…");
        assertThat(letter("😀".repeat(100_000), new byte[0]).message()).endsWith("😀…");
        assertThat(letter("x" + "😀".repeat(100_000), new byte[0]).message()).endsWith("😀…");
    }

    @Test
    void aMessageIsTextThatUtf8CanHold() {
        String half = "😀".substring(0, 1);

        assertThat(UTF_8.newEncoder().canEncode(letter("a" + half + "b", null).message())).isTrue();
    }

    @Test
    void isWrittenWithoutValueAndWithoutMessage() {
        DeadLetter letter = letter(null, null);

        assertThat(letter.raw()).isEmpty();
        assertThat(letter.message()).isNotBlank();
    }
}
