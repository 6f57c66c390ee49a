package io.freshet.core.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BehaviourWindowFormatTest {

    private static final WindowBounds BOUNDS = new WindowBounds(50, Long.MAX_VALUE / 2);

    /** The window whose version 1 bytes are kept in the repository. */
    private static BehaviourWindow sample() {
        return BehaviourWindow.of(
                List.of(
                        Interaction.of("a", "user", "film-1", "view", 1_700_000_000_000L),
                        Interaction.of("b", "user", "Fähre ⛴", "purchase", 1_700_000_360_000L),
                        Interaction.of("c", "user", "film-2", "view", 1_700_000_360_000L)),
                BOUNDS);
    }

    @Test
    void stillReadsTheBytesOfVersion1() throws IOException {
        assertSame(BehaviourWindowFormat.unpack(keptBytes("window-v1.hex")), sample());
    }

    @Test
    void writesTheBytesOfTheNewestVersion() throws IOException {
        assertThat(BehaviourWindowFormat.pack(sample())).isEqualTo(keptBytes("window-v1.hex"));
    }

    @Test
    void keepsAnEmptyWindow() {
        byte[] packed = BehaviourWindowFormat.pack(BehaviourWindow.empty());
        assertSame(BehaviourWindowFormat.unpack(packed), BehaviourWindow.empty());
    }

    @Test
    void refusesAnotherVersion() {
        byte[] packed = BehaviourWindowFormat.pack(sample());
        packed[0] = 9;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BehaviourWindowFormat.unpack(packed))
                .withMessageContaining("version 9")
                .withMessageContaining("versions 1 to 1");
    }

    @Test
    void refusesBytesCutAnywhere() {
        byte[] packed = BehaviourWindowFormat.pack(sample());
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatIllegalArgumentException()
                    .as("%d of %d bytes", length, packed.length)
                    .isThrownBy(() -> BehaviourWindowFormat.unpack(cut));
        }
    }

    @Test
    void refusesBytesTooMany() {
        byte[] packed = BehaviourWindowFormat.pack(sample());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                BehaviourWindowFormat.unpack(
                                        Arrays.copyOf(packed, packed.length + 1)))
                .withMessageContaining("1 bytes too many");
    }

    @Test
    void refusesEntriesOutOfOrder() {
        List<BehaviourEntry> reversed = new ArrayList<>(sample().entries());
        Collections.reverse(reversed);
        byte[] packed = BehaviourWindowFormat.pack(BehaviourWindow.restored(7, reversed));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BehaviourWindowFormat.unpack(packed))
                .withMessageContaining("entry 1 out of order");
    }

    @Test
    void refusesARevisionThatNoWindowHas() {
        byte[] packed = BehaviourWindowFormat.pack(BehaviourWindow.restored(0, sample().entries()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BehaviourWindowFormat.unpack(packed))
                .withMessageContaining("revision 0 with 3 entries");
    }

    private static void assertSame(BehaviourWindow found, BehaviourWindow expected) {
        assertThat(found.revision()).isEqualTo(expected.revision());
        assertThat(found.entries()).isEqualTo(expected.entries());
    }

    private static byte[] keptBytes(String name) throws IOException {
        try (InputStream in = BehaviourWindowFormatTest.class.getResourceAsStream(name)) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), UTF_8).strip());
        }
    }
}
