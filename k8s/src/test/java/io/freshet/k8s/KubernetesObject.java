package io.freshet.k8s;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** An object as it would be sent to the cluster. */
record KubernetesObject(ObjectNode json) {

    KubernetesObject {
        requireNonNull(json, "json");
        for (String pointer : List.of("/apiVersion", "/kind", "/metadata/name")) {
            if (!json.at(pointer).isTextual()) {
                throw new IllegalArgumentException("An object has no " + pointer + ": " + json);
            }
        }
    }

    static KubernetesObject of(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return new KubernetesObject(object);
        }
        throw new IllegalArgumentException("Not an object: " + json);
    }

    String apiVersion() {
        return text("/apiVersion");
    }

    String kind() {
        return text("/kind");
    }

    String name() {
        return text("/metadata/name");
    }

    /** What identifies it in a namespace. */
    String id() {
        return kind() + "/" + name();
    }

    boolean is(String kind, String name) {
        return kind().equals(kind) && name().equals(name);
    }

    /** Whether its kind is an operator's: their API groups have a domain of their own. */
    boolean isCustom() {
        int slash = apiVersion().indexOf('/');
        String group = slash < 0 ? "" : apiVersion().substring(0, slash);
        return group.contains(".") && !group.endsWith(".k8s.io");
    }

    JsonNode at(String pointer) {
        return json.at(pointer);
    }

    String text(String pointer) {
        return json.at(pointer).asText();
    }

    /** Every value under that field name, at any depth. */
    List<JsonNode> all(String field) {
        return new ArrayList<>(json.findValues(field));
    }

    @Override
    public String toString() {
        return id();
    }
}
