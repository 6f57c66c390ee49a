package io.freshet.core.scoring.onnx;

import io.freshet.core.behaviour.BehaviourEntry;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.GoldenVectors.Case;
import io.freshet.core.bundle.GoldenVectors.Entry;
import io.freshet.core.bundle.GoldenVectors.Tolerance;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.feature.BehaviourEncoder;
import io.freshet.core.feature.EncodedWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proves a model on this machine: Java's encoder must give Python's inputs, and the session must
 * give PyTorch's outputs within a tolerance.
 */
final class GoldenCheck {

    private final ModelBundle bundle;
    private final BehaviourEncoder encoder;
    private final Tolerance tolerance;

    private GoldenCheck(ModelBundle bundle, Tolerance tolerance) {
        this.bundle = bundle;
        this.encoder = bundle.encoder();
        this.tolerance = tolerance;
    }

    /**
     * Runs all cases one by one, and all in one batch.
     *
     * @throws BundleException if one does not come out
     */
    static void prove(ModelBundle bundle, Tolerance tolerance, OnnxRanker ranker) {
        GoldenCheck check = new GoldenCheck(bundle, tolerance);
        check.proveAlone(ranker);
        check.proveTogether(ranker);
    }

    private void proveAlone(OnnxRanker ranker) {
        for (Case golden : bundle.golden().cases()) {
            long[] candidates = golden.inputs().candidate()[0];
            InputTensors inputs =
                    InputTensors.allocate(1, encoder.windowLength(), candidates.length);
            inputs.put(encode(golden), candidates);
            compare(golden, ranker.run(inputs, golden.inputs().k()), 0);
        }
    }

    /** All cases in one batch and with a k of none of them: neither is fixed in the graph. */
    private void proveTogether(OnnxRanker ranker) {
        List<Case> cases = bundle.golden().cases();
        int largest = cases.stream().mapToInt(golden -> golden.inputs().k()).max().orElse(0);
        int k = Math.min(largest + 1, bundle.vocabulary().size());
        int longest =
                cases.stream()
                        .mapToInt(golden -> golden.inputs().candidate()[0].length)
                        .max()
                        .orElse(0);
        InputTensors inputs = InputTensors.allocate(cases.size(), encoder.windowLength(), longest);
        for (Case golden : cases) {
            inputs.put(encode(golden), golden.inputs().candidate()[0]);
        }
        OutputTensors found = ranker.run(inputs, k);
        for (int row = 0; row < cases.size(); row++) {
            compare(cases.get(row), found, row);
        }
    }

    private EncodedWindow encode(Case golden) {
        EncodedWindow row = encoder.encode(entries(golden));
        require(
                Arrays.equals(row.item(), golden.inputs().item()[0])
                        && Arrays.equals(row.eventType(), golden.inputs().eventType()[0])
                        && Arrays.equals(row.ageSeconds(), golden.inputs().ageSeconds()[0]),
                golden,
                "the encoder's inputs differ: item "
                        + Arrays.toString(row.item())
                        + ", expected "
                        + Arrays.toString(golden.inputs().item()[0]));
        return row;
    }

    /** As they stand: of entries with equal timestamps, too, the case says which one is older. */
    private static List<BehaviourEntry> entries(Case golden) {
        List<BehaviourEntry> entries = new ArrayList<>(golden.behaviour().size());
        for (Entry entry : golden.behaviour()) {
            entries.add(
                    new BehaviourEntry(
                            entry.timestamp(), entries.size(), entry.itemId(), entry.type()));
        }
        return entries;
    }

    /**
     * An item is compared with itself wherever it stands, for items whose scores are as near as the
     * tolerance may trade places. One that is not expected must not score more than the last that
     * is.
     */
    private void compare(Case golden, OutputTensors found, int row) {
        float[] scores = golden.outputs().topScore()[0];
        long[] items = golden.outputs().topItem()[0];
        for (int rank = 0; rank < items.length; rank++) {
            int cell = row * found.k() + rank;
            float score = found.score()[cell];
            require(
                    isNear(score, scores[rank]),
                    golden,
                    "score at rank " + rank + " is " + score + ", expected " + scores[rank]);
            checkItem(golden, found, row, rank);
            int place = indexOf(items, found.item()[cell]);
            boolean fits =
                    place < 0
                            ? score - scores[scores.length - 1] <= tolerance.score()
                            : isNear(score, scores[place]);
            require(
                    fits,
                    golden,
                    "item at rank "
                            + rank
                            + " is "
                            + found.item()[cell]
                            + ", expected "
                            + items[rank]);
            if (place >= 0) {
                compareAttention(golden, found, cell, place);
            }
        }
        compareCandidates(golden, found, row);
    }

    private void compareCandidates(Case golden, OutputTensors found, int row) {
        float[] expected = golden.outputs().candidateScore()[0];
        for (int column = 0; column < expected.length; column++) {
            float score = found.candidateScore()[row * found.candidates() + column];
            require(
                    isNear(score, expected[column]),
                    golden,
                    "score of candidate "
                            + column
                            + " is "
                            + score
                            + ", expected "
                            + expected[column]);
        }
    }

    private boolean isNear(float found, float expected) {
        return Math.abs(found - expected) <= tolerance.score();
    }

    private void checkItem(Case golden, OutputTensors found, int row, int rank) {
        int first = row * found.k();
        long item = found.item()[first + rank];
        boolean isNew = true;
        for (int cell = first; cell < first + rank; cell++) {
            isNew &= found.item()[cell] != item;
        }
        require(
                isNew && item >= 1 && item <= bundle.vocabulary().size(),
                golden,
                "item at rank "
                        + rank
                        + " is "
                        + item
                        + ", expected one from 1 to "
                        + bundle.vocabulary().size()
                        + " that stands at no rank above");
    }

    private static int indexOf(long[] items, long item) {
        for (int place = 0; place < items.length; place++) {
            if (items[place] == item) {
                return place;
            }
        }
        return -1;
    }

    private void compareAttention(Case golden, OutputTensors found, int cell, int place) {
        float[] expected = golden.outputs().topAttention()[0][place];
        for (int column = 0; column < expected.length; column++) {
            float weight = found.attention()[cell * found.window() + column];
            require(
                    Math.abs(weight - expected[column]) <= tolerance.attention(),
                    golden,
                    "attention at rank "
                            + place
                            + ", entry "
                            + column
                            + " is "
                            + weight
                            + ", expected "
                            + expected[column]);
        }
    }

    private void require(boolean holds, Case golden, String message) {
        if (!holds) {
            throw new BundleException(
                    "model bundle "
                            + bundle.uri()
                            + " does not reproduce golden case '"
                            + golden.name()
                            + "': "
                            + message);
        }
    }
}
