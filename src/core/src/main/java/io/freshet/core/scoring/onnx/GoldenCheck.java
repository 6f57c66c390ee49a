package io.freshet.core.scoring.onnx;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.WindowBounds;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.GoldenVectors;
import io.freshet.core.bundle.GoldenVectors.Case;
import io.freshet.core.bundle.GoldenVectors.Entry;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Interaction;
import io.freshet.core.feature.EncodedWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proves a model on this machine: Java's encoder must give Python's inputs, and the session must
 * give PyTorch's outputs within the bundle's tolerances.
 */
final class GoldenCheck {

    private static final WindowBounds UNBOUNDED =
            new WindowBounds(WindowBounds.LONGEST, Long.MAX_VALUE / 2);

    private GoldenCheck() {}

    static void prove(ModelBundle bundle, OnnxRanker ranker) {
        for (Case golden : bundle.golden().cases()) {
            InputTensors inputs = InputTensors.allocate(1, bundle.manifest().windowLength());
            inputs.put(encode(bundle, golden));
            compare(bundle, golden, ranker.run(inputs, golden.inputs().k()), 0);
        }
        proveTogether(bundle, ranker);
    }

    /** All cases in one batch and with a k of none of them: neither is fixed in the graph. */
    private static void proveTogether(ModelBundle bundle, OnnxRanker ranker) {
        List<Case> cases = bundle.golden().cases();
        int largest = cases.stream().mapToInt(golden -> golden.inputs().k()).max().orElse(0);
        int k = Math.min(largest + 1, bundle.vocabulary().size());
        InputTensors inputs = InputTensors.allocate(cases.size(), bundle.manifest().windowLength());
        for (Case golden : cases) {
            inputs.put(encode(bundle, golden));
        }
        TopItems found = ranker.run(inputs, k);
        for (int row = 0; row < cases.size(); row++) {
            compare(bundle, cases.get(row), found, row);
        }
    }

    private static EncodedWindow encode(ModelBundle bundle, Case golden) {
        EncodedWindow row = bundle.encoder().encode(window(golden));
        require(
                Arrays.equals(row.item(), golden.inputs().item()[0])
                        && Arrays.equals(row.eventType(), golden.inputs().eventType()[0])
                        && Arrays.equals(row.ageSeconds(), golden.inputs().ageSeconds()[0]),
                bundle,
                golden,
                "the encoder's inputs differ: item "
                        + Arrays.toString(row.item())
                        + ", expected "
                        + Arrays.toString(golden.inputs().item()[0]));
        return row;
    }

    private static BehaviourWindow window(Case golden) {
        List<Interaction> interactions = new ArrayList<>();
        for (Entry entry : golden.behaviour()) {
            interactions.add(
                    Interaction.of(
                            "golden-" + interactions.size(),
                            "golden",
                            entry.itemId(),
                            entry.type(),
                            entry.timestamp()));
        }
        return BehaviourWindow.of(interactions, UNBOUNDED);
    }

    private static void compare(ModelBundle bundle, Case golden, TopItems found, int row) {
        GoldenVectors.Tolerance tolerance = bundle.golden().tolerance();
        float[] scores = golden.outputs().topScore()[0];
        long[] items = golden.outputs().topItem()[0];
        for (int rank = 0; rank < items.length; rank++) {
            int cell = row * found.k() + rank;
            float score = found.score()[cell];
            require(
                    Math.abs(score - scores[rank]) <= tolerance.score(),
                    bundle,
                    golden,
                    "score at rank " + rank + " is " + score + ", expected " + scores[rank]);
            boolean tied = isTied(scores, rank, tolerance.score());
            require(
                    tied || found.item()[cell] == items[rank],
                    bundle,
                    golden,
                    "item at rank "
                            + rank
                            + " is "
                            + found.item()[cell]
                            + ", expected "
                            + items[rank]);
            if (!tied) {
                compareAttention(bundle, golden, found, cell, rank);
            }
        }
    }

    private static void compareAttention(
            ModelBundle bundle, Case golden, TopItems found, int cell, int rank) {
        float[] expected = golden.outputs().topAttention()[0][rank];
        for (int column = 0; column < expected.length; column++) {
            float weight = found.attention()[cell * found.window() + column];
            require(
                    Math.abs(weight - expected[column]) <= bundle.golden().tolerance().attention(),
                    bundle,
                    golden,
                    "attention at rank "
                            + rank
                            + ", entry "
                            + column
                            + " is "
                            + weight
                            + ", expected "
                            + expected[column]);
        }
    }

    /** Scores this close may come out in either order; the last rank's rival is not in sight. */
    private static boolean isTied(float[] scores, int rank, float tolerance) {
        boolean above = rank > 0 && scores[rank - 1] - scores[rank] <= 2 * tolerance;
        boolean below =
                rank == scores.length - 1 || scores[rank] - scores[rank + 1] <= 2 * tolerance;
        return above || below;
    }

    private static void require(boolean holds, ModelBundle bundle, Case golden, String message) {
        if (!holds) {
            throw new BundleException(
                    "model bundle "
                            + bundle.directory()
                            + " does not reproduce golden case '"
                            + golden.name()
                            + "': "
                            + message);
        }
    }
}
