package io.freshet.lab.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.freshet.core.domain.ModelRelease;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Locale;
import org.apache.flink.util.FileUtils;

/** What can be wrong with a release, and what the job has to say of it. */
public enum SpoiledBundle {
    /** A file is not the one that the manifest lists. */
    FILE_DAMAGED("file items.txt has sha256") {
        @Override
        void spoil(BundleCopy copy) throws IOException {
            Files.writeString(copy.file("items.txt"), "item\n", StandardOpenOption.APPEND);
        }
    },
    /** The release is of another manifest. */
    RELEASE_OF_ANOTHER("manifest.json has sha256") {
        @Override
        void spoil(BundleCopy copy) {}

        @Override
        ModelRelease release(BundleCopy copy, String slot) throws IOException {
            ModelRelease sound = super.release(copy, slot);
            return new ModelRelease(
                    slot, sound.uri(), "0".repeat(64), sound.name(), sound.version());
        }
    },
    /** Windows would be encoded in a way that the model was not trained with. */
    SCHEMA_UNKNOWN("schema is 'freshet-behaviour-0'") {
        @Override
        void spoil(BundleCopy copy) throws IOException {
            copy.withField("schema", "freshet-behaviour-0");
        }
    },
    /** The model does not give PyTorch's answers. */
    GOLDEN_NOT_REPRODUCED("does not reproduce golden case") {
        @Override
        void spoil(BundleCopy copy) throws IOException {
            JsonMapper json = JsonMapper.builder().build();
            Path file = copy.file("golden.json");
            JsonNode golden = json.readTree(file.toFile());
            ArrayNode scores =
                    (ArrayNode) golden.get("cases").get(0).at("/outputs/top_score").get(0);
            scores.set(0, json.getNodeFactory().numberNode(scores.get(0).floatValue() + 1));
            json.writeValue(file.toFile(), golden);
            copy.withChecksumOf("golden.json");
        }
    },
    /** A file that the manifest lists is not there. */
    FILE_MISSING("file golden.json is missing") {
        @Override
        void spoil(BundleCopy copy) throws IOException {
            Files.delete(copy.file("golden.json"));
        }
    },
    /** Nothing is where the release says. */
    BUNDLE_MISSING("does not exist") {
        @Override
        void spoil(BundleCopy copy) {}

        @Override
        ModelRelease release(BundleCopy copy, String slot) throws IOException {
            ModelRelease sound = super.release(copy, slot);
            FileUtils.deleteDirectory(copy.directory().toFile());
            return sound;
        }
    },
    /** More bytes than the job takes. */
    TOO_LARGE("the most that is taken") {
        @Override
        void spoil(BundleCopy copy) throws IOException {
            byte[] chunk = new byte[1 << 20];
            try (OutputStream out = Files.newOutputStream(copy.file("padding"))) {
                for (int i = 0; i <= MOST_MEBIBYTES; i++) {
                    out.write(chunk);
                }
            }
        }
    },
    /** The graph wants more memory than there is. */
    OUT_OF_MEMORY("Failed to allocate memory") {
        @Override
        void spoil(BundleCopy copy) throws IOException {
            Files.write(
                    copy.file("model.onnx"),
                    Base64.getDecoder().decode(ASKS_FOR_MEMORY),
                    StandardOpenOption.APPEND);
            copy.withChecksumOf("model.onnx");
        }
    };

    /** Of a bundle that the job under trial takes. */
    static final int MOST_MEBIBYTES = 16;

    /**
     * A serialized {@code ModelProto} whose graph has an initializer {@code freshet_lab_size},
     * int64 {@code [1]} = 2^60, a node {@code ConstantOfShape} of it, and that node's output as an
     * output of the graph. Two protobuf messages one after the other are one: at the end of a model
     * it adds an output of 2^62 bytes, which no machine can address. Made with {@code
     * onnx.helper.make_tensor}, {@code make_node} and {@code make_tensor_value_info}.
     */
    private static final String ASKS_FOR_MEMORY =
            "OnwKNwoQZnJlc2hldF9sYWJfc2l6ZRISZnJlc2hldF9sYWJfbWVtb3J5Ig9Db25zdGFudE9mU2hhcGUqIQgBEAc6"
                    + "CYCAgICAgICAEEIQZnJlc2hldF9sYWJfc2l6ZWIeChJmcmVzaGV0X2xhYl9tZW1vcnkSCAoGCAES"
                    + "AgoA";

    private final String reason;

    SpoiledBundle(String reason) {
        this.reason = reason;
    }

    /** What the reason of the rejection has to contain. */
    public String reason() {
        return reason;
    }

    /** Its name for people, such as {@code file damaged}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Its version, which no slate may have. */
    public String version() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    abstract void spoil(BundleCopy copy) throws IOException;

    /** The release of a spoiled copy. */
    ModelRelease release(BundleCopy copy, String slot) throws IOException {
        return copy.release(slot);
    }

    /**
     * The release of a copy of a sound bundle that was spoiled.
     *
     * @param directory new
     */
    public ModelRelease make(Path bundle, Path directory, String slot) throws IOException {
        BundleCopy copy = BundleCopy.of(bundle, directory, version());
        spoil(copy);
        return release(copy, slot);
    }
}
