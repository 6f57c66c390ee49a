package io.freshet.core.scoring.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.bundle.Blend;
import io.freshet.core.bundle.ModelBundle;
import io.freshet.core.domain.ModelId;
import io.freshet.core.feature.BehaviourEncoder;
import io.freshet.core.feature.EncodedWindow;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.scoring.Ranking;
import io.freshet.core.scoring.RankingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        } catch (RuntimeException | Error e) {
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
    public int windowLength() {
        return encoder.windowLength();
    }

    @Override
    public boolean canRankBy(BehaviourWindow window) {
        return encoder.knowsAnyOf(window);
    }

    @Override
    public Optional<Blend> blend() {
        return Optional.ofNullable(bundle.manifest().blend());
    }

    @Override
    public List<Ranking> rank(List<RankingRequest> requests, int k) {
        List<Row> rows = requests.stream().map(this::row).toList();
        OutputTensors outputs = run(inputs(rows), most(k));
        List<Ranking> rankings = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            rankings.add(
                    new Ranking(
                            outputs.rankedItems(i, row.window(), bundle),
                            outputs.candidateScores(i, row.candidates())));
        }
        return rankings;
    }

    /**
     * A run of the session and nothing else, to see what it can do: the inputs are encoded once,
     * and what comes out is not read. For one thread.
     *
     * @param requests at least one
     * @param k best items wanted for each, at least 1
     */
    public Runnable bareRun(List<RankingRequest> requests, int k) {
        InputTensors inputs = inputs(requests.stream().map(this::row).toList());
        return () -> run(inputs, most(k), result -> result);
    }

    /**
     * A request as the graph takes it.
     *
     * @param candidates indices of its candidates, 0: one that the model does not know
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Row(EncodedWindow window, long[] candidates) {}

    private Row row(RankingRequest request) {
        return new Row(
                encoder.encode(request.window()),
                request.candidates().stream().mapToLong(encoder::indexOf).toArray());
    }

    private InputTensors inputs(List<Row> rows) {
        int longest = rows.stream().mapToInt(row -> row.candidates().length).max().orElse(0);
        InputTensors inputs = InputTensors.allocate(rows.size(), encoder.windowLength(), longest);
        for (Row row : rows) {
            inputs.put(row.window(), row.candidates());
        }
        return inputs;
    }

    private int most(int k) {
        return Math.min(k, bundle.vocabulary().size());
    }

    OutputTensors run(InputTensors inputs, int k) {
        return run(inputs, k, result -> OutputTensors.of(result, inputs, k));
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
                OnnxTensor candidate = inputs.candidate(environment);
                OnnxTensor wanted = OnnxTensor.createTensor(environment, (long) k);
                Result result =
                        session.run(
                                Map.of(
                                        "item", item,
                                        "event_type", eventType,
                                        "age_seconds", ageSeconds,
                                        "candidate", candidate,
                                        "k", wanted))) {
            return reader.apply(result);
        }
    }

    @Override
    public void close() {
        onnx.close();
    }
}
