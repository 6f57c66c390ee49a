package io.freshet.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InteractionLogTest {

    private static final Interaction VIEW =
            Interaction.of("e", "u", "ï", "view", 1_588_327_200_000L);

    @TempDir private Path directory;

    @Test
    void readsWhatItWritesAndIgnoresUnknownFields() throws IOException {
        String json = new String(InteractionLog.toJson(VIEW), StandardCharsets.UTF_8);
        assertThat(json)
                .isEqualTo(
                        "{\"eventId\":\"e\",\"userId\":\"u\",\"itemId\":\"ï\",\"type\":\"view\","
                                + "\"timestamp\":1588327200000}");

        try (InteractionLog log = log(json + "\n\n" + json.replace("{", "{\"later\":1,"))) {
            assertThat(log).toIterable().containsExactly(VIEW, VIEW);
            assertThat(log.hasNext()).isFalse();
        }
    }

    @Test
    void countsItsLinesButForBlankOnes() throws IOException {
        Path file = Files.writeString(directory.resolve("log.jsonl"), "{}\n\n{}\n{}");

        assertThat(InteractionLog.count(file)).isEqualTo(3);
    }

    @Test
    void replacesNoDevice() {
        assertThatThrownBy(() -> new InteractionLogWriter(Path.of("/dev/null")))
                .isInstanceOf(DatasetException.class)
                .hasMessage("/dev/null is a device, expected a file");
    }

    @Test
    void anInterruptedWriterLeavesNothing(@TempDir Path empty) throws IOException {
        Interaction interaction = Interaction.of("e", "u", "i", "view", 1_767_225_600_000L);
        try (InteractionLogWriter writer = new InteractionLogWriter(empty.resolve("log.jsonl"))) {
            writer.accept(interaction);
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> writer.accept(interaction))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void saysWhereALineIsNoInteraction() throws IOException {
        String good = new String(InteractionLog.toJson(VIEW), StandardCharsets.UTF_8);
        for (String bad : new String[] {"{", "{\"eventId\":\"e\"}", good.replace("15", "-5")}) {
            try (InteractionLog log = log(good + "\n" + bad)) {
                log.next();
                assertThatThrownBy(log::next)
                        .isInstanceOf(UncheckedIOException.class)
                        .cause()
                        .hasMessageContaining("log.jsonl:2: ");
            }
        }
    }

    private InteractionLog log(String content) throws IOException {
        return InteractionLog.open(Files.writeString(directory.resolve("log.jsonl"), content));
    }
}
