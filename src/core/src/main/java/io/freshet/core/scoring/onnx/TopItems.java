package io.freshet.core.scoring.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.Reason;
import io.freshet.core.feature.EncodedWindow;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranker;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private static final Comparator<Map.Entry<Long, Float>> HEAVIEST_FIRST =
            Map.Entry.<Long, Float>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey());

    static TopItems of(Result result, int k, int window) {
        return new TopItems(
                k,
                window,
                output(result, "top_item").getLongBuffer(),
                output(result, "top_score").getFloatBuffer(),
                output(result, "top_attention").getFloatBuffer());
    }

    private static OnnxTensor output(Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    List<RankedItem> rankedItems(int row, EncodedWindow inputs, ModelBundle bundle) {
        List<RankedItem> ranked = new ArrayList<>(k);
        for (int rank = 0; rank < k; rank++) {
            int cell = row * k + rank;
            ranked.add(
                    new RankedItem(
                            bundle.itemAt(item.get(cell)),
                            score.get(cell),
                            reasons(cell, inputs, bundle)));
        }
        return ranked;
    }

    /** The items of the window by the attention that their entries got together. */
    private List<Reason> reasons(int cell, EncodedWindow inputs, ModelBundle bundle) {
        Map<Long, Float> weights = new LinkedHashMap<>();
        for (int column = 0; column < window; column++) {
            float weight = attention.get(cell * window + column);
            if (weight > 0) {
                weights.merge(inputs.item()[column], weight, Float::sum);
            }
        }
        return weights.entrySet().stream()
                .sorted(HEAVIEST_FIRST)
                .limit(Ranker.MOST_REASONS)
                .map(entry -> new Reason(bundle.itemAt(entry.getKey()), entry.getValue()))
                .toList();
    }
}
