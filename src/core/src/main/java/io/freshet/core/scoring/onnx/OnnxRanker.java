package io.freshet.core.scoring.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelId;
import io.freshet.core.feature.BehaviourEncoder;
import io.freshet.core.feature.EncodedWindow;
import io.freshet.core.scoring.RankedItem;
import io.freshet.core.scoring.Ranker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The model of a bundle in ONNX Runtime. It exists only if the bundle's golden vectors came out
 * right on the provider in use.
 */
public final class OnnxRanker implements Ranker {

    private final ModelBundle bundle;
    private final BehaviourEncoder encoder;
    private final OnnxSession onnx;

    private OnnxRanker(ModelBundle bundle, OnnxSession onnx) {
        this.bundle = bundle;
        this.encoder = bundle.encoder();
        this.onnx = onnx;
    }

    /**
     * Opens a session and proves it with the golden vectors, within the tolerance of its precision.
     *
     * @throws io.freshet.core.bundle.BundleException if the bundle does not have that precision,
     *     the graph does not meet the contract or does not reproduce the vectors, or CUDA was
     *     demanded and is not there
     */
    public static OnnxRanker open(ModelBundle bundle, OnnxSettings settings) {
        OnnxRanker ranker = new OnnxRanker(bundle, OnnxSession.open(bundle, settings));
        try {
            GoldenCheck.prove(bundle, bundle.model(settings.precision()).tolerance(), ranker);
            return ranker;
        } catch (RuntimeException e) {
            ranker.close();
            throw e;
        }
    }

    @Override
    public ModelId modelId() {
        return bundle.manifest().modelId();
    }

    @Override
    public String provider() {
        return onnx.provider().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean canRankBy(BehaviourWindow window) {
        return encoder.knowsAnyOf(window);
    }

    @Override
    public boolean knows(String itemId) {
        return encoder.knows(itemId);
    }

    @Override
    public List<List<RankedItem>> rank(List<BehaviourWindow> windows, int k) {
        InputTensors inputs = InputTensors.allocate(windows.size(), encoder.windowLength());
        List<EncodedWindow> rows = new ArrayList<>(windows.size());
        for (BehaviourWindow window : windows) {
            EncodedWindow row = encoder.encode(window);
            inputs.put(row);
            rows.add(row);
        }
        TopItems top = run(inputs, Math.min(k, bundle.vocabulary().size()));
        List<List<RankedItem>> ranked = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            ranked.add(top.rankedItems(row, rows.get(row), bundle));
        }
        return ranked;
    }

    /**
     * A run of the session and nothing else, to see what it can do: the inputs are encoded once,
     * and what comes out is not read. For one thread.
     *
     * @param windows windows that it {@link #canRankBy can rank by}; at least one
     * @param k items wanted for each, at least 1
     */
    public Runnable bareRun(List<BehaviourWindow> windows, int k) {
        InputTensors inputs = InputTensors.allocate(windows.size(), encoder.windowLength());
        windows.forEach(window -> inputs.put(encoder.encode(window)));
        int most = Math.min(k, bundle.vocabulary().size());
        return () -> run(inputs, most, result -> result);
    }

    TopItems run(InputTensors inputs, int k) {
        return run(inputs, k, result -> TopItems.of(result, inputs.batch(), k, inputs.window()));
    }

    private <T> T run(InputTensors inputs, int k, Function<Result, T> reader) {
        try {
            return onnx.call(session -> run(session, inputs, k, reader));
        } catch (OrtException e) {
            throw new IllegalStateException("model " + modelId() + " failed: " + e.getMessage(), e);
        }
    }

    private <T> T run(OrtSession session, InputTensors inputs, int k, Function<Result, T> reader)
            throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor item = inputs.item(environment);
                OnnxTensor eventType = inputs.eventType(environment);
                OnnxTensor ageSeconds = inputs.ageSeconds(environment);
                OnnxTensor wanted = OnnxTensor.createTensor(environment, (long) k);
                Result result =
                        session.run(
                                Map.of(
                                        "item", item,
                                        "event_type", eventType,
                                        "age_seconds", ageSeconds,
                                        "k", wanted))) {
            return reader.apply(result);
        }
    }

    @Override
    public void close() {
        onnx.close();
    }
}
