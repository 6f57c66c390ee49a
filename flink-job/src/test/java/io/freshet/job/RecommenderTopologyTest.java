package io.freshet.job;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The graph of the job: what a savepoint finds its state by, and what runs in one thread. */
class RecommenderTopologyTest {

    /** Removing or renaming one of these breaks every savepoint. */
    private static final Map<String, String> UIDS =
            Map.ofEntries(
                    entry("events", "Source: Events"),
                    entry("control-records", "Source: Control"),
                    entry("control", "Control"),
                    entry("assignment-records", "Source: Assignments"),
                    entry("decode-assignments", "Decode assignments"),
                    entry("window-inputs", "Window inputs"),
                    entry("experiment-status", "Experiment status: Writer"),
                    entry("Sink Committer: experiment-status", "Experiment status: Committer"),
                    entry("slate-facts", "Slate facts"),
                    entry("attribution", "Attribution"),
                    entry("totals-tallies", "Totals tallies"),
                    entry("experiment-metrics", "Experiment metrics"),
                    entry("experiment-metrics-feed", "Experiment metrics feed: Writer"),
                    entry(
                            "Sink Committer: experiment-metrics-feed",
                            "Experiment metrics feed: Committer"),
                    entry("outcome-hold", "Hold outcomes"),
                    entry("outcomes", "Outcomes: Writer"),
                    entry("Sink Committer: outcomes", "Outcomes: Committer"),
                    entry("model-status", "Model status: Writer"),
                    entry("Sink Committer: model-status", "Model status: Committer"),
                    entry("decode", "Decode"),
                    entry("item-tallies", "Item tallies"),
                    entry("item-counts", "Item counts"),
                    entry("popular-items", "Item lists"),
                    entry("popular-items-at-hand", "Item lists at hand: Writer"),
                    entry("neighbours-at-hand", "Neighbours at hand: Writer"),
                    entry("behaviour-windows", "Behaviour windows"),
                    entry("score", "Score in micro-batches"),
                    entry("recommendations", "Recommendations: Writer"),
                    entry("Sink Committer: recommendations", "Recommendations: Committer"),
                    entry("dead-letters", "Dead letters: Writer"),
                    entry("Sink Committer: dead-letters", "Dead letters: Committer"));

    private static final String TINY_BUNDLE =
            Path.of("../src/core/src/test/resources/tiny-bundle").toAbsolutePath().toString();

    private static final Path AUTOSCALED = Path.of("../k8s/overlays/production/job.yaml");

    private StreamExecutionEnvironment environment;
    private StreamGraph graph;

    @BeforeEach
    void define() {
        define(Map.of());
    }

    private void define(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("recommender.kafka.bootstrap-servers", "localhost:9092");
        all.put("recommender.scoring.bundle", TINY_BUNDLE);
        environment = new StreamExecutionEnvironment();
        environment.setParallelism(4);
        RecommenderJob.define(environment, Configuration.fromMap(all));
        graph = environment.getStreamGraph();
    }

    private StreamNode node(String uid) {
        return graph.getStreamNodes().stream()
                .filter(node -> uid.equals(node.getTransformationUID()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void savepointsFindEveryOperatorUnderItsUid() {
        assertThat(graph.getStreamNodes())
                .allSatisfy(node -> assertThat(node.getTransformationUID()).isNotNull());
        assertThat(
                        graph.getStreamNodes().stream()
                                .collect(
                                        Collectors.toMap(
                                                StreamNode::getTransformationUID,
                                                StreamNode::getOperatorName)))
                .isEqualTo(UIDS);
    }

    @Test
    void noTypeIsLeftToKryo() {
        for (var transformation : environment.getTransformations()) {
            assertThat(genericTypesIn(transformation.getOutputType()))
                    .as(transformation.getName())
                    .isEmpty();
        }
    }

    private static List<TypeInformation<?>> genericTypesIn(TypeInformation<?> type) {
        List<TypeInformation<?>> generic = new ArrayList<>();
        if (type instanceof GenericTypeInfo) {
            generic.add(type);
        }
        type.getGenericParameters()
                .values()
                .forEach(parameter -> generic.addAll(genericTypesIn(parameter)));
        return generic;
    }

    @Test
    void fromTheWindowToTheSlateNothingChangesThreads() {
        List<List<String>> chains = new ArrayList<>();
        for (JobVertex vertex : graph.getJobGraph().getVertices()) {
            chains.add(List.of(vertex.getName().split(" -> ")));
        }
        assertThat(chains)
                .contains(
                        List.of(
                                "Behaviour windows",
                                "(Score in micro-batches",
                                "(Recommendations: Writer",
                                "Recommendations: Committer, Model status: Writer",
                                "Model status: Committer, Slate facts), Item tallies)"));
        assertThat(chains)
                .contains(
                        List.of(
                                "Attribution",
                                "(Hold outcomes",
                                "Outcomes: Writer",
                                "Outcomes: Committer, Totals tallies)"));
        assertThat(chains).hasSize(12);
    }

    /** "Decode" does not hurry, so what it hands on must not cross a network buffer. */
    @Test
    void fromTheTopicToTheWindowOnlyTheKeyChangesThreads() {
        assertThat(graph.getJobGraph().getVertices())
                .extracting(JobVertex::getName)
                .contains("Source: Events -> Decode -> Window inputs");
    }

    /** What leaves "Window inputs" leads to slates and waits as the environment says. */
    @Test
    void onlySlatesHurry() {
        long onTheWayToSlates = environment.getBufferTimeout();
        Set<String> hurried =
                graph.getStreamNodes().stream()
                        .filter(node -> node.getBufferTimeout() == onTheWayToSlates)
                        .map(StreamNode::getTransformationUID)
                        .collect(Collectors.toSet());

        assertThat(onTheWayToSlates).isLessThan(100);
        assertThat(hurried).contains("window-inputs", "score");
        assertThat(
                        List.of(
                                "decode",
                                "control",
                                "decode-assignments",
                                "behaviour-windows",
                                "slate-facts",
                                "item-tallies",
                                "item-counts",
                                "popular-items",
                                "totals-tallies",
                                "experiment-metrics"))
                .allSatisfy(uid -> assertThat(node(uid).getBufferTimeout()).isEqualTo(100));
    }

    @Test
    void countsThatAreToComeSoonerDoNotWaitForBuffers() {
        define(Map.of("recommender.counts.interval", "20 ms"));

        assertThat(node("item-tallies").getBufferTimeout()).isEqualTo(20);
        assertThat(node("item-counts").getBufferTimeout()).isEqualTo(20);
        assertThat(node("popular-items").getBufferTimeout()).isEqualTo(20);
    }

    @Test
    void withoutOutcomesNothingIsRememberedOfSlates() {
        define(Map.of("recommender.attribution.outcomes", "false"));

        assertThat(graph.getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("control", "experiment-status", "recommendations")
                .doesNotContain("attribution", "outcomes", "experiment-metrics");
    }

    /** It finds vertices by ids that follow from the uid of the first operator. */
    @Test
    void theAutoscalerLeavesSlatesAndTheirCountsInTheSameSlots() throws IOException {
        List<String> together =
                graph.getJobGraph().getVerticesSortedTopologicallyFromSources().stream()
                        .filter(vertex -> isSlotBound(vertex.getName()))
                        .map(vertex -> vertex.getID().toHexString())
                        .sorted()
                        .toList();
        Matcher excluded =
                Pattern.compile("job\\.autoscaler\\.vertex\\.exclude\\.ids: >-\\s+(\\S+)\\n")
                        .matcher(Files.readString(AUTOSCALED));

        assertThat(together).hasSize(3);
        assertThat(excluded.find()).isTrue();
        assertThat(excluded.group(1)).isEqualTo(String.join(";", together));
    }

    private static boolean isSlotBound(String vertex) {
        return vertex.startsWith("Behaviour windows")
                || vertex.startsWith("Item lists at hand")
                || vertex.startsWith("Neighbours at hand");
    }

    @Test
    void listsAreMadeOnceForAll() {
        assertThat(node("popular-items").getParallelism()).isEqualTo(1);
        assertThat(node("experiment-metrics-feed").getParallelism()).isEqualTo(1);
        assertThat(node("experiment-status").getParallelism()).isEqualTo(1);
        assertThat(node("totals-tallies").getParallelism()).isEqualTo(4);
        assertThat(node("behaviour-windows").getParallelism()).isEqualTo(4);
        assertThat(node("score").getParallelism()).isEqualTo(4);
    }
}
