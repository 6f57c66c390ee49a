package io.freshet.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with an object, whoever its kind belongs to. */
final class Schemas {

    private static final String FLINK_DEPLOYMENTS =
            "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    private final Map<String, DefinitionSchema> custom = new HashMap<>();
    private final KindModels models = new KindModels();

    private Schemas() {
        add(flinkDeployments());
        StrimziGenerator.definitions().forEach(this::add);
    }

    /** Those of Flink's operator, Strimzi, Kubernetes and the Prometheus operator. */
    static Schemas all() {
        return Loaded.ALL;
    }

    private static final class Loaded {

        private static final Schemas ALL = new Schemas();
    }

    List<String> mistakes(KubernetesObject object) {
        List<String> mistakes = new ArrayList<>(models.mistakesInMetadata(object));
        DefinitionSchema schema = custom.get(object.apiVersion() + "/" + object.kind());
        mistakes.addAll(schema == null ? models.mistakes(object) : schema.mistakes(object.json()));
        return mistakes;
    }

    private void add(JsonNode definition) {
        String group = definition.at("/spec/group").asText();
        String kind = definition.at("/spec/names/kind").asText();
        for (JsonNode version : definition.at("/spec/versions")) {
            custom.put(
                    group + "/" + version.get("name").asText() + "/" + kind,
                    new DefinitionSchema(version));
        }
    }

    /**
     * The newest one on Maven ends its list of versions at 1.20; the operator itself knows 2.0 to
     * 2.3 since its 1.16.
     */
    private static JsonNode flinkDeployments() {
        try (InputStream in = Schemas.class.getResourceAsStream(FLINK_DEPLOYMENTS)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            JsonNode definition = Yaml.document(text);
            for (JsonNode version : definition.at("/spec/versions")) {
                ArrayNode versions =
                        (ArrayNode)
                                version.at(
                                        "/schema/openAPIV3Schema/properties/spec/properties"
                                                + "/flinkVersion/enum");
                versions.add("v2_0").add("v2_1").add("v2_2").add("v2_3");
            }
            return definition;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
