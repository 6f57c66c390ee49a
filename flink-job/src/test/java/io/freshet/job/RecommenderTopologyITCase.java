package io.freshet.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.DeadLetter;
import io.freshet.core.domain.DeadLetterReason;
import io.freshet.core.domain.ModelStatus;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.experiment.ExperimentState;
import io.freshet.core.experiment.ExperimentStatus;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.job.config.FlinkDefaults;
import io.freshet.job.config.RecommenderSettings;
import io.freshet.job.serde.ControlRecord;
import io.freshet.job.serde.OutcomeRecord;
import io.freshet.job.serde.RawRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

class RecommenderTopologyITCase {

    static final String TINY_BUNDLE =
            Path.of("../src/core/src/test/resources/tiny-bundle").toAbsolutePath().toString();

    private static final ControlRecord GIVE_UP_NOTHING =
            new ControlRecord("models", 0, 0, 0, "challenger".getBytes(UTF_8), null);

    private final TestingSink<Slate> slates = new TestingSink<>();
    private final TestingSink<ModelStatus> modelStatus = new TestingSink<>();
    private final TestingSink<ExperimentStatus> experimentStatus = new TestingSink<>();
    private final TestingSink<OutcomeRecord> outcomes = new TestingSink<>();
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

    @Test
    void somebodyElseMaySayWhichVariantAUserHas() throws Exception {
        String experiment =
                """
                {"experimentId": "theirs", "assignment": "external",
                 "variants": [{"name": "a", "share": 1},
                              {"name": "b", "share": 0, "changes": {"k": 2}}]}
                """;
        String assignment =
                """
                {"userId": "ann", "experimentId": "theirs", "variant": "b",
                 "timestamp": 1767225600000}
                """;
        StreamExecutionEnvironment environment = environment(Map.of());

        define(
                environment,
                environment
                        .fromSequence(1, 2_000)
                        .setParallelism(1)
                        .uid("events")
                        .flatMap(new ClicksUntilAssigned(slates))
                        .setParallelism(1)
                        .uid("clicks"),
                List.of(control("experiments", "theirs", experiment)),
                List.of(
                        control("assignments", "ann", "nonsense"),
                        control("assignments", "ann", assignment)),
                Map.of());
        environment.execute();

        assertThat(experimentStatus.arrived())
                .extracting(ExperimentStatus::state)
                .containsExactly(ExperimentState.RUNNING);
        Slate last = slates.arrived().get(slates.arrived().size() - 1);
        assertThat(last.experiments()).containsExactly(new Assignment("theirs", "b"));
        assertThat(last.items()).hasSize(2);
        assertThat(deadLetters.arrived())
                .extracting(DeadLetter::reason)
                .containsExactly(DeadLetterReason.NOT_AN_ASSIGNMENT);
    }

    /** Clicks of ann, each after the slate of the one before, until a slate has a variant. */
    private static final class ClicksUntilAssigned implements FlatMapFunction<Long, RawRecord> {

        private static final long serialVersionUID = 1L;

        private final TestingSink<Slate> slates;
        private transient TestingEvents events;

        ClicksUntilAssigned(TestingSink<Slate> slates) {
            this.slates = slates;
        }

        @Override
        public void flatMap(Long number, Collector<RawRecord> out) {
            List<Slate> arrived = slates.arrived();
            if (arrived.stream().anyMatch(each -> !each.experiments().isEmpty())) {
                return;
            }
            if (events == null) {
                events = new TestingEvents();
            }
            int clicks = number.intValue();
            out.collect(events.click("ann", "item-1", clicks).records().get(clicks - 1));
            await().until(() -> arrived.size() >= clicks);
        }
    }

    private List<Long> revisionsOf(String user) {
        return slates.arrived().stream()
                .filter(slate -> slate.userId().equals(user))
                .map(Slate::revision)
                .toList();
    }

    private static ControlRecord control(String topic, String key, String value) {
        return new ControlRecord(
                topic, 0, 0, TestingEvents.START, key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    private void run(List<RawRecord> records, Map<String, String> options) throws Exception {
        StreamExecutionEnvironment environment = environment(options);
        define(
                environment,
                environment
                        .fromData(records, TypeInformation.of(RawRecord.class))
                        .uid("events")
                        .setParallelism(1),
                List.of(GIVE_UP_NOTHING),
                List.of(GIVE_UP_NOTHING),
                options);
        environment.execute();
    }

    private static StreamExecutionEnvironment environment(Map<String, String> options) {
        return StreamExecutionEnvironment.createLocalEnvironment(
                2, FlinkDefaults.beneath(configuration(options)));
    }

    private static Configuration configuration(Map<String, String> options) {
        Configuration configuration =
                Configuration.fromMap(
                        Map.of(
                                "recommender.kafka.bootstrap-servers", "localhost:9092",
                                "recommender.scoring.bundle", TINY_BUNDLE,
                                "recommender.scoring.provider", "cpu",
                                "recommender.slate.size", "5",
                                "restart-strategy.type", "none"));
        configuration.addAll(Configuration.fromMap(options));
        return configuration;
    }

    private void define(
            StreamExecutionEnvironment environment,
            DataStream<RawRecord> events,
            List<ControlRecord> control,
            List<ControlRecord> assignments,
            Map<String, String> options) {
        RecommenderTopology.define(
                events,
                records(environment, "control-records", control),
                records(environment, "assignment-records", assignments),
                RecommenderSettings.read(configuration(options)),
                Clock.systemUTC(),
                new RecommenderTopology.Outputs(
                        slates, modelStatus, experimentStatus, outcomes, variants, deadLetters));
    }

    private static DataStream<ControlRecord> records(
            StreamExecutionEnvironment environment, String uid, List<ControlRecord> records) {
        return environment
                .fromData(records, TypeInformation.of(ControlRecord.class))
                .uid(uid)
                .setParallelism(1);
    }
}
