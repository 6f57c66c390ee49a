package io.freshet.core.scoring.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.freshet.core.bundle.BundleException;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Reason;
import io.freshet.core.feature.EncodedWindow;
import io.freshet.core.scoring.RankedItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The outputs of a run, row by row.
 *
 * @param k items for each row
 * @param window entries in a row
 * @param item index of the item, int64 {@code [batch, k]}
 * @param score log-probability, float32 {@code [batch, k]}
 * @param attention weight of each entry, float32 {@code [batch, k, window]}
 * @param candidates in each row
 * @param candidateScore log-probability, float32 {@code [batch, candidates]}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier from tensors to rankings, never compared
record OutputTensors(
        int k,
        int window,
        long[] item,
        float[] score,
        float[] attention,
        int candidates,
        float[] candidateScore) {

    /**
     * Reads a result.
     *
     * @throws BundleException if its tensors have other shapes than the contract says
     */
    static OutputTensors of(Result result, InputTensors inputs, int k) {
        int batch = inputs.batch();
        int window = inputs.window();
        int candidates = inputs.candidates();
        // Of int64 and float32, which the session has checked, ONNX Runtime makes copies on the
        // heap.
        return new OutputTensors(
                k,
                window,
                output(result, "top_item", batch, k).getLongBuffer().array(),
                output(result, "top_score", batch, k).getFloatBuffer().array(),
                output(result, "top_attention", batch, k, window).getFloatBuffer().array(),
                candidates,
                output(result, "candidate_score", batch, candidates).getFloatBuffer().array());
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

    /** Best first. An item whose score is no number is left out: nobody could place it. */
    List<RankedItem> rankedItems(int row, EncodedWindow inputs, ModelBundle bundle) {
        int[] first = firstColumns(inputs.item());
        int[] columns = columnsOfItems(first, inputs.item());
        List<RankedItem> ranked = new ArrayList<>(k);
        for (int cell = row * k; cell < (row + 1) * k; cell++) {
            if (Float.isFinite(score[cell])) {
                int of = cell;
                ranked.add(
                        new RankedItem(
                                bundle.itemAt(item[cell]),
                                score[cell],
                                () -> reasons(weights(of, first), columns, inputs, bundle)));
            }
        }
        return ranked;
    }

    /**
     * The scores of a row's candidates.
     *
     * @param indices of the candidates; 0: one that the model does not know
     * @return in their order; NaN for one that the model does not know or cannot score
     */
    float[] candidateScores(int row, long[] indices) {
        float[] scores = new float[indices.length];
        for (int column = 0; column < indices.length; column++) {
            float found = candidateScore[row * candidates + column];
            scores[column] = indices[column] > 0 && Float.isFinite(found) ? found : Float.NaN;
        }
        return scores;
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

    /** The first column of each item, padding left out. */
    private static int[] columnsOfItems(int[] first, long[] items) {
        int[] columns = new int[first.length];
        int found = 0;
        for (int column = 0; column < first.length; column++) {
            if (first[column] == column && items[column] != 0) {
                columns[found++] = column;
            }
        }
        return Arrays.copyOf(columns, found);
    }

    /** The attention that the entries of an item got together, at its first column. */
    private float[] weights(int cell, int[] first) {
        float[] weights = new float[window];
        int start = cell * window;
        for (int column = 0; column < window; column++) {
            weights[first[column]] += attention[start + column];
        }
        return weights;
    }

    private static List<Reason> reasons(
            float[] weights, int[] columns, EncodedWindow inputs, ModelBundle bundle) {
        int[] heaviest = new int[Reason.MOST];
        int found = heaviest(weights, columns, heaviest);
        List<Reason> reasons = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            int column = heaviest[i];
            reasons.add(new Reason(bundle.itemAt(inputs.item()[column]), weights[column]));
        }
        return reasons;
    }

    /**
     * Fills in the items' columns that weigh most, heaviest first, and returns how many they are.
     */
    private static int heaviest(float[] weights, int[] items, int[] columns) {
        int found = 0;
        for (int column : items) {
            if (weights[column] < Reason.LEAST_WEIGHT) {
                continue;
            }
            int place = found;
            while (place > 0 && weights[columns[place - 1]] < weights[column]) {
                place--;
            }
            if (place < columns.length) {
                found = Math.min(found + 1, columns.length);
                System.arraycopy(columns, place, columns, place + 1, found - place - 1);
                columns[place] = column;
            }
        }
        return found;
    }
}
