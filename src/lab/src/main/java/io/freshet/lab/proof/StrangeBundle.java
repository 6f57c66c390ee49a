package io.freshet.lab.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.util.FileUtils;

/**
 * A bundle whose model knows none of the items: their names are others. What counts say of them is
 * all that there is to say, each share on a scale of its own.
 */
final class StrangeBundle {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PREFIX = "strange-";
    private static final String MANIFEST = "manifest.json";
    private static final String ITEMS = "items.txt";
    private static final String GOLDEN = "golden.json";

    private StrangeBundle() {}

    /** Makes one beside another, in the place of an earlier one. */
    static Path beside(Path bundle) throws IOException {
        Path strange = bundle.resolveSibling(PREFIX + bundle.getFileName());
        FileUtils.deleteDirectory(strange.toFile());
        FileUtils.copy(
                new org.apache.flink.core.fs.Path(bundle.toUri()),
                new org.apache.flink.core.fs.Path(strange.toUri()),
                false);
        Path items = strange.resolve(ITEMS);
        Files.writeString(
                items,
                Files.readAllLines(items, StandardCharsets.UTF_8).stream()
                        .map(item -> PREFIX + item + '\n')
                        .collect(Collectors.joining()),
                StandardCharsets.UTF_8);
        Path golden = strange.resolve(GOLDEN);
        JsonNode vectors = JSON.readTree(golden.toFile());
        for (JsonNode vector : vectors.path("cases")) {
            for (JsonNode entry : vector.path("behaviour")) {
                ((ObjectNode) entry).put("itemId", PREFIX + entry.path("itemId").asText());
            }
        }
        JSON.writeValue(golden.toFile(), vectors);
        ObjectNode manifest = (ObjectNode) JSON.readTree(strange.resolve(MANIFEST).toFile());
        manifest.set("blend", JSON.valueToTree(blend()));
        for (JsonNode file : manifest.path("files")) {
            Path path = strange.resolve(file.path("path").asText());
            ((ObjectNode) file).put("sha256", sha256(path)).put("bytes", Files.size(path));
        }
        JSON.writeValue(strange.resolve(MANIFEST).toFile(), manifest);
        return strange;
    }

    /** Weighs nothing, for there is no model to weigh against; it says how shares are made. */
    private static Map<String, Object> blend() {
        Map<String, Double> zero = Map.of("co-visitation", 0.0, "recent-popularity", 0.0);
        return Map.of(
                "form",
                "log-linear",
                "weights",
                zero,
                "epsilon",
                Map.of("co-visitation", 1.0, "recent-popularity", 1.0),
                "unknown",
                Map.of(
                        "co-visitation",
                        1.0,
                        "recent-popularity",
                        CountsOptions.COUNTING.popularWorth()),
                "counts",
                Map.of(
                        "co-visitation",
                        coVisitation(),
                        "recent-popularity",
                        Map.of(
                                "half_life_hours",
                                CountsOptions.COUNTING.popularHalfLife().toHours())));
    }

    private static Map<String, Object> coVisitation() {
        return Map.of(
                "reach", CountsOptions.COUNTING.reach(),
                "backward", CountsOptions.COUNTING.backward(),
                "half_life_hours", CountsOptions.COUNTING.pairHalfLife().toHours(),
                "newest", 1,
                "position_decay", 1,
                "shrink", CountsOptions.COUNTING.shrink(),
                "target_power", 0,
                "repeat_bonus", CountsOptions.COUNTING.ownItem(),
                "repeat_decay", 1);
    }

    private static String sha256(Path path) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
