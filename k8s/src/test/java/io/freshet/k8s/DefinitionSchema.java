package io.freshet.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Map;

/**
 * The schema of one version of a kind, from its CustomResourceDefinition. A cluster drops fields
 * that it does not know; here they are mistakes, unless the schema keeps what it does not know.
 * Rules in CEL are not evaluated.
 */
final class DefinitionSchema {

    private final JsonSchema schema;

    /**
     * @param version an element of the definition's {@code spec.versions}
     */
    DefinitionSchema(JsonNode version) {
        ObjectNode open = version.at("/schema/openAPIV3Schema").deepCopy();
        ObjectNode properties = open.withObjectProperty("properties");
        for (String everyObjects : List.of("apiVersion", "kind", "metadata")) {
            properties.putObject(everyObjects);
        }
        close(open);
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(open);
    }

    List<String> mistakes(JsonNode object) {
        return schema.validate(object).stream().map(ValidationMessage::getMessage).toList();
    }

    private static void close(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        boolean keeps = object.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        if (object.path("type").asText().equals("object")
                && !keeps
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        close(object.path("items"));
        close(object.path("additionalProperties"));
        object.path("properties").forEach(DefinitionSchema::close);
        object.remove("description");
        object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> key.startsWith("x-"))
                .toList()
                .forEach(object::remove);
    }
}
