package io.freshet.k8s;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that is in this directory, rendered once. */
final class Overlays {

    static final Path DIRECTORY = Path.of("overlays");

    /** Documentation and sources that the manifests must agree with. */
    static final Path SITE = Path.of("../src/site");

    private static final Map<String, List<KubernetesObject>> RENDERED = new TreeMap<>();

    static {
        names().forEach(name -> RENDERED.put(name, Kustomization.render(DIRECTORY.resolve(name))));
    }

    private Overlays() {}

    static List<String> names() {
        return List.of("local", "production", "gpu");
    }

    static List<KubernetesObject> objects(String overlay) {
        return RENDERED.get(overlay);
    }

    static List<KubernetesObject> objects(String overlay, String kind) {
        return objects(overlay).stream().filter(object -> object.kind().equals(kind)).toList();
    }

    static KubernetesObject object(String overlay, String kind, String name) {
        return objects(overlay).stream()
                .filter(object -> object.is(kind, name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(overlay + " has no " + kind + "/" + name));
    }
}
