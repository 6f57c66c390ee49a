package io.freshet.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.domain.Item;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TitleFileTest {

    @TempDir private Path directory;

    @Test
    void readsTheFilmsOfMovieLensInBothForms() throws IOException {
        assertThat(TitleFile.read(file("1::Toy Story (1995)::Animation|Comedy\n")))
                .containsExactly(Item.of("1", "Toy Story (1995)", "Animation, Comedy"));
        assertThat(
                        TitleFile.read(
                                file(
                                        "7|Misérables, Les (1995)|01-Jan-1995||0|1\n",
                                        StandardCharsets.ISO_8859_1)))
                .extracting(Item::itemId, Item::title, Item::category)
                .containsExactly(tuple("7", "Misérables, Les (1995)", null));
    }

    @Test
    void readsTabsAndQuotedCommas() throws IOException {
        assertThat(TitleFile.read(file("a\tAmber Kite\ttoys\n\nb\tBlue Kite\n")))
                .extracting(Item::title)
                .containsExactly("Amber Kite", "Blue Kite");
        assertThat(TitleFile.read(file("a,\"Kite, amber\",toys\n")))
                .containsExactly(Item.of("a", "Kite, amber", "toys"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "only-an-id\n", "a\t\n", "a\tb\n\tc\n"})
    void saysWhichLineIsWrong(String text) {
        assertThatThrownBy(() -> TitleFile.read(file(text)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("titles.txt");
    }

    private Path file(String text) throws IOException {
        return file(text, StandardCharsets.UTF_8);
    }

    private Path file(String text, Charset charset) throws IOException {
        return Files.write(directory.resolve("titles.txt"), text.getBytes(charset));
    }
}
