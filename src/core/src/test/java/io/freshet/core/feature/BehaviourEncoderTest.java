package io.freshet.core.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.domain.Interaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BehaviourEncoderTest {

    private final BehaviourEncoder encoder =
            new BehaviourEncoder(Map.of("a", 1, "b", 2), Map.of("view", 1), 3);

    private static BehaviourWindow window(String... items) {
        BehaviourWindow window = BehaviourWindow.empty();
        for (int i = 0; i < items.length; i++) {
            String type = i % 2 == 0 ? "view" : "wave";
            window.insert(
                    Interaction.of("e" + i, "user", items[i], type, 500L * i),
                    new WindowBounds(50, Long.MAX_VALUE / 2));
        }
        return window;
    }

    @Test
    void padsOnTheLeft() {
        EncodedWindow row = encoder.encode(window("a", "b"));
        assertThat(row.item()).containsExactly(0, 1, 2);
        assertThat(row.eventType()).containsExactly(0, 1, 0);
        assertThat(row.ageSeconds()).containsExactly(0, 0.5f, 0);
    }

    @Test
    void keepsTheNewest() {
        EncodedWindow row = encoder.encode(window("a", "a", "b", "a", "b"));
        assertThat(row.item()).containsExactly(2, 1, 2);
        assertThat(row.ageSeconds()).containsExactly(1, 0.5f, 0);
    }

    @Test
    void skipsUnknownItemsAndCountsAgesFromTheNewestOfAll() {
        EncodedWindow row = encoder.encode(window("a", "x", "b", "x"));
        assertThat(row.item()).containsExactly(0, 1, 2);
        assertThat(row.ageSeconds()).containsExactly(0, 1.5f, 0.5f);
    }

    @Test
    void encodesNothingAsPadding() {
        EncodedWindow row = encoder.encode(BehaviourWindow.empty());
        assertThat(row.item()).containsExactly(0, 0, 0);
        assertThat(row.eventType()).containsExactly(0, 0, 0);
        assertThat(row.ageSeconds()).containsExactly(0, 0, 0);
    }

    @Test
    void keepsTheOrderOfEntriesWithEqualTimestamps() {
        EncodedWindow row =
                encoder.encode(
                        List.of(
                                new BehaviourEntry(7, 2, "b", "view"),
                                new BehaviourEntry(7, 1, "a", "view")));
        assertThat(row.item()).containsExactly(0, 2, 1);
    }

    @Test
    void saysWhetherAWindowHoldsAnythingKnown() {
        assertThat(encoder.knowsAnyOf(window("x", "a"))).isTrue();
        assertThat(encoder.knowsAnyOf(window("x", "y"))).isFalse();
        assertThat(encoder.encode(window("x")).item()).containsExactly(0, 0, 0);
    }
}
