package io.freshet.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Renders a directory as {@code kustomize build} does, from what these overlays use of it:
 * resources, namespace, labels, patches in files, images. Anything else is refused, so that a
 * manifest that it renders in another way than Kustomize cannot slip in.
 */
final class Kustomization {

    private static final Set<String> KNOWN =
            Set.of(
                    "apiVersion",
                    "kind",
                    "resources",
                    "namespace",
                    "labels",
                    "patches",
                    "configurations",
                    "images");
    private static final Set<String> CLUSTER_WIDE = Set.of("Namespace");

    private final Path directory;
    private final JsonNode file;
    private final Map<String, KubernetesObject> objects = new LinkedHashMap<>();

    private Kustomization(Path directory) {
        this.directory = directory;
        this.file = Yaml.document(directory.resolve("kustomization.yaml"));
    }

    static List<KubernetesObject> render(Path directory) {
        return new Kustomization(directory).render();
    }

    private List<KubernetesObject> render() {
        file.fieldNames().forEachRemaining(this::checkKnown);
        file.path("resources").forEach(resource -> read(directory.resolve(resource.asText())));
        file.path("patches").forEach(this::patch);
        file.path("labels").forEach(labels -> label(labels));
        file.path("images").forEach(image -> retag(image));
        if (file.has("namespace")) {
            move(file.get("namespace").asText());
        }
        return List.copyOf(objects.values());
    }

    private void checkKnown(String field) {
        if (!KNOWN.contains(field)) {
            throw new IllegalArgumentException(
                    directory + ": '" + field + "' is not rendered here, expected " + KNOWN);
        }
    }

    private void read(Path path) {
        if (Files.isDirectory(path)) {
            render(path.normalize()).forEach(this::add);
            return;
        }
        Yaml.documents(path).forEach(document -> add(KubernetesObject.of(document)));
    }

    private void add(KubernetesObject object) {
        if (objects.putIfAbsent(object.id(), object) != null) {
            throw new IllegalArgumentException(directory + ": there are two " + object);
        }
    }

    private void patch(JsonNode entry) {
        for (JsonNode document : Yaml.documents(directory.resolve(entry.get("path").asText()))) {
            if (document.isArray()) {
                JsonNode target = entry.get("target");
                replace(target.get("kind").asText(), target.get("name").asText(), document);
            } else {
                merge(KubernetesObject.of(document));
            }
        }
    }

    private void replace(String kind, String name, JsonNode operations) {
        KubernetesObject target = target(kind + "/" + name);
        JsonNode patched = JsonPatch.apply(operations, target.json());
        objects.put(target.id(), KubernetesObject.of(patched));
    }

    /** A strategic merge is a plain one where no lists meet, and for an operator's kinds anyway. */
    private void merge(KubernetesObject patch) {
        KubernetesObject target = target(patch.id());
        mergeInto(target.json(), patch.json(), patch);
    }

    private KubernetesObject target(String id) {
        KubernetesObject found = objects.get(id);
        if (found == null) {
            throw new IllegalArgumentException(directory + ": there is no " + id + " to patch");
        }
        return found;
    }

    private void mergeInto(ObjectNode target, ObjectNode patch, KubernetesObject whole) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            JsonNode there = target.get(field.getKey());
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode object && there instanceof ObjectNode into) {
                mergeInto(into, object, whole);
            } else if (value.isArray() && there != null && !whole.isCustom()) {
                throw new IllegalArgumentException(
                        directory + ": a patch of " + whole + " has a list, expected JSON 6902");
            } else {
                target.set(field.getKey(), value.deepCopy());
            }
        }
    }

    private void label(JsonNode labels) {
        for (KubernetesObject object : objects.values()) {
            ObjectNode metadata = (ObjectNode) object.at("/metadata");
            metadata.withObjectProperty("labels").setAll((ObjectNode) labels.get("pairs"));
        }
    }

    private void move(String namespace) {
        for (KubernetesObject object : objects.values()) {
            if (!CLUSTER_WIDE.contains(object.kind())) {
                ((ObjectNode) object.at("/metadata")).put("namespace", namespace);
            }
        }
    }

    private void retag(JsonNode image) {
        for (KubernetesObject object : objects.values()) {
            for (String list : List.of("containers", "initContainers")) {
                for (JsonNode containers : object.all(list)) {
                    containers.forEach(container -> retag(container, image));
                }
            }
            if (object.kind().equals("FlinkDeployment") && file.has("configurations")) {
                retag(object.at("/spec"), image);
            }
        }
    }

    private static void retag(JsonNode holder, JsonNode image) {
        String[] nameAndTag = holder.path("image").asText().split(":", 2);
        if (nameAndTag[0].equals(image.get("name").asText())) {
            String name = image.path("newName").asText(nameAndTag[0]);
            String tag = image.path("newTag").asText(nameAndTag[1]);
            ((ObjectNode) holder).put("image", name + ":" + tag);
        }
    }
}
