package io.freshet.lab.oracle;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.core.domain.ModelId;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a bundle's model makes of windows, one at a time. */
final class ExpectedSlates implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final List<String> items;
    private final Map<String, Integer> itemIndex = new HashMap<>();
    private final Map<String, Integer> typeIndex = new HashMap<>();
    private final int length;
    private final ModelId model;

    /** An item and its score. */
    record Scored(String item, float score) {}

    ExpectedSlates(Path bundle) throws IOException {
        JsonNode manifest =
                JsonMapper.builder().build().readTree(bundle.resolve("manifest.json").toFile());
        length = manifest.path("windowLength").asInt();
        model = new ModelId(manifest.path("name").asText(), manifest.path("version").asText());
        manifest.path("eventTypes")
                .forEach(type -> typeIndex.put(type.asText(), typeIndex.size() + 1));
        items = Files.readAllLines(bundle.resolve("items.txt"), StandardCharsets.UTF_8);
        items.forEach(item -> itemIndex.put(item, itemIndex.size() + 1));
        try {
            session = environment.createSession(bundle.resolve("model.onnx").toString());
        } catch (OrtException e) {
            throw new IOException("cannot open the model of " + bundle, e);
        }
    }

    /** Who makes the slates. */
    ModelId model() {
        return model;
    }

    /** Most items that the model can bring. */
    int vocabulary() {
        return items.size();
    }

    /**
     * The best items for a window, best first.
     *
     * @throws IllegalStateException if the model knows no item of the window
     */
    List<Scored> best(ExpectedWindow window, int count) throws IOException {
        List<LoggedEvent> known =
                window.events().stream()
                        .filter(event -> itemIndex.containsKey(event.item()))
                        .toList();
        if (known.isEmpty()) {
            throw new IllegalStateException("the model knows nothing of " + window);
        }
        long[][] item = new long[1][length];
        long[][] type = new long[1][length];
        float[][] age = new float[1][length];
        int read = Math.min(length, known.size());
        for (int i = 1; i <= read; i++) {
            LoggedEvent event = known.get(known.size() - i);
            item[0][length - i] = itemIndex.get(event.item());
            type[0][length - i] = typeIndex.getOrDefault(event.type(), 0);
            age[0][length - i] = (float) ((window.newest() - event.time()) / 1000.0);
        }
        try (OnnxTensor items = OnnxTensor.createTensor(environment, item);
                OnnxTensor types = OnnxTensor.createTensor(environment, type);
                OnnxTensor ages = OnnxTensor.createTensor(environment, age);
                OnnxTensor candidates =
                        OnnxTensor.createTensor(
                                environment, LongBuffer.allocate(0), new long[] {1, 0});
                OnnxTensor k = OnnxTensor.createTensor(environment, (long) count);
                OrtSession.Result result =
                        session.run(
                                Map.of(
                                        "item",
                                        items,
                                        "event_type",
                                        types,
                                        "age_seconds",
                                        ages,
                                        "candidate",
                                        candidates,
                                        "k",
                                        k))) {
            return scored(
                    ((long[][]) result.get("top_item").orElseThrow().getValue())[0],
                    ((float[][]) result.get("top_score").orElseThrow().getValue())[0]);
        } catch (OrtException e) {
            throw new IOException("the model does not run", e);
        }
    }

    private List<Scored> scored(long[] indices, float[] scores) {
        List<Scored> best = new ArrayList<>();
        for (int i = 0; i < indices.length; i++) {
            best.add(new Scored(items.get((int) indices[i] - 1), scores[i]));
        }
        return best;
    }

    @Override
    public void close() throws IOException {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IOException("the model stays open", e);
        }
    }
}
