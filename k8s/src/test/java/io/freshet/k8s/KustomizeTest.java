package io.freshet.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our renderer gives what Kustomize gives, where there is a Kustomize to ask. */
class KustomizeTest {

    private static final Map<String, String> COMMANDS =
            Map.of("kubectl", "kustomize", "kustomize", "build");

    @ParameterizedTest
    @MethodSource("io.freshet.k8s.Overlays#names")
    void agrees(String overlay) throws Exception {
        Optional<String> tool =
                COMMANDS.keySet().stream().filter(Programs::isOnThePath).findFirst();
        assumeTrue(tool.isPresent(), "neither kubectl nor kustomize is on the PATH");

        String text =
                Programs.run(
                        tool.get(),
                        COMMANDS.get(tool.get()),
                        Overlays.DIRECTORY.resolve(overlay).toString());

        Map<String, JsonNode> theirs = new TreeMap<>();
        for (JsonNode document : Yaml.documents(text)) {
            KubernetesObject object = KubernetesObject.of(document);
            theirs.put(object.id(), object.json());
        }
        Map<String, JsonNode> ours = new TreeMap<>();
        Overlays.objects(overlay).forEach(object -> ours.put(object.id(), object.json()));
        assertThat(ours).isEqualTo(theirs);
    }
}
