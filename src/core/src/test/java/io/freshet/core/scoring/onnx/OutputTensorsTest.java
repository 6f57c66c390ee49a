package io.freshet.core.scoring.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Reason;
import io.freshet.core.feature.EncodedWindow;
import io.freshet.core.scoring.RankedItem;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OutputTensorsTest {

    private static final ModelBundle BUNDLE =
            ModelBundle.load(Path.of("src/test/resources/tiny-bundle"));

    /** Reasons for one item when the newest entries of a window got these weights. */
    private static List<Reason> reasons(List<String> items, float... attention) {
        BehaviourWindow window = BehaviourWindow.empty();
        for (int i = 0; i < items.size(); i++) {
            window.insert(
                    Interaction.of("e" + i, "user", items.get(i), "view", 1_000_000L + i),
                    new WindowBounds(50, Long.MAX_VALUE / 2));
        }
        EncodedWindow inputs = BUNDLE.encoder().encode(window);
        int length = inputs.item().length;
        float[] padded = new float[length];
        System.arraycopy(attention, 0, padded, length - attention.length, attention.length);
        OutputTensors outputs =
                new OutputTensors(
                        1, length, new long[] {1}, new float[] {-0.5f}, padded, 0, new float[0]);
        return outputs.rankedItems(0, inputs, BUNDLE).get(0).reasons();
    }

    @Test
    void theEntriesOfAnItemWeighTogether() {
        List<Reason> reasons = reasons(List.of("item-3", "item-8", "item-3"), 0.3f, 0.45f, 0.25f);
        assertThat(reasons).extracting(Reason::itemId).containsExactly("item-3", "item-8");
        assertThat(reasons.get(0).weight()).isCloseTo(0.55f, Offset.offset(1e-6f));
    }

    @Test
    void theHeaviestAreReasons() {
        assertThat(reasons(List.of("item-3", "item-4", "item-5", "item-6"), 0.1f, 0.2f, 0.3f, 0.4f))
                .extracting(Reason::itemId)
                .containsExactly("item-6", "item-5", "item-4");
    }

    @Test
    void whatWeighsLessThanAHundredthIsNoReason() {
        assertThat(reasons(List.of("item-3", "item-4"), 0.009f, 0.991f))
                .extracting(Reason::itemId)
                .containsExactly("item-4");
    }

    @Test
    void ofEqualWeightsTheOlderEntryComesFirst() {
        assertThat(
                        reasons(
                                List.of("item-3", "item-4", "item-5", "item-6"),
                                0.25f,
                                0.25f,
                                0.25f,
                                0.25f))
                .extracting(Reason::itemId)
                .containsExactly("item-3", "item-4", "item-5");
    }

    @Test
    void whatPaddingWeighsIsNoReason() {
        float[] weights = new float[BUNDLE.manifest().windowLength()];
        weights[0] = 0.6f;
        weights[weights.length - 1] = 0.4f;
        assertThat(reasons(List.of("item-3"), weights))
                .extracting(Reason::itemId)
                .containsExactly("item-3");
    }

    @Test
    void anItemWithoutAScoreIsLeftOut() {
        BehaviourWindow window =
                BehaviourWindow.of(
                        List.of(Interaction.of("e", "user", "item-3", "view", 1_000_000L)),
                        new WindowBounds(50, 1_000));
        EncodedWindow inputs = BUNDLE.encoder().encode(window);
        int length = inputs.item().length;
        OutputTensors outputs =
                new OutputTensors(
                        3,
                        length,
                        new long[] {1, 2, 3},
                        new float[] {Float.NaN, -0.5f, Float.NEGATIVE_INFINITY},
                        new float[3 * length],
                        3,
                        new float[] {Float.NaN, -4, -5});

        assertThat(outputs.candidateScores(0, new long[] {1, 2, 0}))
                .containsExactly(Float.NaN, -4, Float.NaN);
        assertThat(outputs.rankedItems(0, inputs, BUNDLE))
                .extracting(RankedItem::itemId)
                .containsExactly(BUNDLE.itemAt(2));
    }
}
