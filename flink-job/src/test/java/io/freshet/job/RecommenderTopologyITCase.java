package io.freshet.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.serde.RawRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class RecommenderTopologyITCase {

    static final String TINY_BUNDLE =
            Path.of("../src/core/src/test/resources/tiny-bundle").toAbsolutePath().toString();

    private static final ControlRecord GIVE_UP_NOTHING =
            new ControlRecord("models", 0, 0, 0, "challenger".getBytes(UTF_8), null);

    private final TestingSink<Slate> slates = new TestingSink<>();
    private final TestingSink<ModelStatus> modelStatus = new TestingSink<>();
    private final TestingSink<ExperimentStatus> experimentStatus = new TestingSink<>();
    private final TestingSink<Outcome> outcomes = new TestingSink<>();
    private final TestingSink<VariantMetrics> variants = new TestingSink<>();
    private final TestingSink<DeadLetter> deadLetters = new TestingSink<>();

    @Test
    void everyInteractionMakesASlateOfItsUsersWindow() throws Exception {
        TestingEvents events = new TestingEvents();
        for (int second = 0; second < 40; second++) {
            events.click("ann", "item-" + (1 + second % 7), second).click("bob", "item-9", second);
        }
        events.json("nonsense");

        run(events.records(), Map.of("recommender.scoring.coalescing", "false"));

        assertThat(slates.arrived()).hasSize(80);
        assertThat(revisionsOf("ann")).hasSize(40).isSorted().doesNotHaveDuplicates();
        assertThat(revisionsOf("bob")).hasSize(40).isSorted().doesNotHaveDuplicates();
        assertThat(slates.arrived()).allSatisfy(slate -> assertThat(slate.items()).hasSize(5));
        assertThat(deadLetters.arrived())
                .extracting(DeadLetter::reason, DeadLetter::offset)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(DeadLetterReason.NOT_JSON, 80L));
    }

    @Test
    void slatesSayWhereTheirItemsComeFromAndWhy() throws Exception {
        run(new TestingEvents().click("ann", "item-1", 1).records(), Map.of());

        Slate slate = slates.arrived().get(0);
        assertThat(slate.causeEventId()).isEqualTo("e-0");
        assertThat(slate.timestamps().event()).isEqualTo(TestingEvents.START + 1_000);
        assertThat(slate.items()).extracting(SlateItem::source).containsOnly("catalogue");
        assertThat(slate.items().get(0).reasons()).extracting("itemId").containsExactly("item-1");
    }

    private List<Long> revisionsOf(String user) {
        return slates.arrived().stream()
                .filter(slate -> slate.userId().equals(user))
                .map(Slate::revision)
                .toList();
    }

    private void run(List<RawRecord> records, Map<String, String> options) throws Exception {
        Configuration configuration =
                Configuration.fromMap(
                        Map.of(
                                "recommender.kafka.bootstrap-servers", "localhost:9092",
                                "recommender.scoring.bundle", TINY_BUNDLE,
                                "recommender.scoring.provider", "cpu",
                                "recommender.slate.size", "5",
                                "restart-strategy.type", "none"));
        configuration.addAll(Configuration.fromMap(options));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(
                        2, FlinkDefaults.beneath(configuration));
        RecommenderTopology.define(
                environment
                        .fromData(records, TypeInformation.of(RawRecord.class))
                        .uid("events")
                        .setParallelism(1),
                environment
                        .fromData(List.of(GIVE_UP_NOTHING), TypeInformation.of(ControlRecord.class))
                        .uid("control-records")
                        .setParallelism(1),
                RecommenderSettings.read(configuration),
                Clock.systemUTC(),
                new RecommenderTopology.Outputs(
                        slates, modelStatus, experimentStatus, outcomes, variants, deadLetters));
        environment.execute();
    }
}
