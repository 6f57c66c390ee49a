package io.freshet.core.scoring.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Reason;
import io.freshet.core.feature.EncodedWindow;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranker;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The outputs of a run.
 *
 * @param k items for each row
 * @param window entries in a row
 * @param item index of the item, int64 {@code [batch, k]}
 * @param score log-probability, float32 {@code [batch, k]}
 * @param attention weight of each entry, float32 {@code [batch, k, window]}
 */
record TopItems(int k, int window, LongBuffer item, FloatBuffer score, FloatBuffer attention) {

    /**
     * Reads a result.
     *
     * @throws BundleException if its tensors have other shapes than the contract says
     */
    static TopItems of(Result result, int batch, int k, int window) {
        return new TopItems(
                k,
                window,
                output(result, "top_item", batch, k).getLongBuffer(),
                output(result, "top_score", batch, k).getFloatBuffer(),
                output(result, "top_attention", batch, k, window).getFloatBuffer());
    }

    private static OnnxTensor output(Result result, String name, long... shape) {
        OnnxTensor found = (OnnxTensor) result.get(name).orElseThrow();
        if (!Arrays.equals(found.getInfo().getShape(), shape)) {
            throw new BundleException(
                    "the graph gives "
                            + name
                            + " in the shape "
                            + Arrays.toString(found.getInfo().getShape())
                            + ", expected "
                            + Arrays.toString(shape));
        }
        return found;
    }

    List<RankedItem> rankedItems(int row, EncodedWindow inputs, ModelBundle bundle) {
        int[] first = firstColumns(inputs.item());
        List<RankedItem> ranked = new ArrayList<>(k);
        for (int rank = 0; rank < k; rank++) {
            int cell = row * k + rank;
            ranked.add(
                    new RankedItem(
                            bundle.itemAt(item.get(cell)),
                            score.get(cell),
                            reasons(weights(cell, first), inputs, bundle)));
        }
        return ranked;
    }

    /** For each entry the column of the first entry with its item. */
    private static int[] firstColumns(long[] items) {
        int[] first = new int[items.length];
        for (int column = 0; column < items.length; column++) {
            int earlier = 0;
            while (items[earlier] != items[column]) {
                earlier++;
            }
            first[column] = earlier;
        }
        return first;
    }

    /** The attention that the entries of an item got together, at its first column. */
    private float[] weights(int cell, int[] first) {
        float[] weights = new float[window];
        for (int column = 0; column < window; column++) {
            weights[first[column]] += attention.get(cell * window + column);
        }
        return weights;
    }

    private static List<Reason> reasons(float[] weights, EncodedWindow inputs, ModelBundle bundle) {
        List<Reason> reasons = new ArrayList<>(Ranker.MOST_REASONS);
        while (reasons.size() < Ranker.MOST_REASONS) {
            int heaviest = heaviest(weights);
            if (weights[heaviest] < Ranker.LEAST_WEIGHT) {
                break;
            }
            reasons.add(new Reason(bundle.itemAt(inputs.item()[heaviest]), weights[heaviest]));
            weights[heaviest] = 0;
        }
        return reasons;
    }

    private static int heaviest(float[] weights) {
        int heaviest = 0;
        for (int column = 1; column < weights.length; column++) {
            if (weights[column] > weights[heaviest]) {
                heaviest = column;
            }
        }
        return heaviest;
    }
}
