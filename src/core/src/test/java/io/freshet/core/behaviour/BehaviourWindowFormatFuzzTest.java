package io.freshet.core.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever bytes lie in state: a window that can be used, or a refusal. */
class BehaviourWindowFormatFuzzTest {

    @FuzzTest
    void unpacksAWindowOrRefuses(byte[] packed) {
        BehaviourWindow window;
        try {
            window = BehaviourWindowFormat.unpack(packed);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("packed behaviour window");
            return;
        }
        byte[] again = BehaviourWindowFormat.pack(window);
        BehaviourWindow restored = BehaviourWindowFormat.unpack(again);
        assertThat(restored.entries()).isEqualTo(window.entries());
        assertThat(restored.revision()).isEqualTo(window.revision());
    }
}
