package io.freshet.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.domain.Assignment;
import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.experiment.VariantMetrics.Coverage;
import io.freshet.core.experiment.VariantMetrics.Freshness;
import io.freshet.core.experiment.statistic.FreshnessHistogram;
import io.freshet.core.experiment.statistic.ItemSketch;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.UserTotals;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.state.Enrolment;
import io.freshet.job.state.ExperimentSet;
import io.freshet.job.state.StoredExperiment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When variants are reported, and what stays of an experiment. */
class ExperimentMetricsFunctionTest {

    private static final long START = 1_767_225_600_000L;

    private KeyedTwoInputStreamOperatorTestHarness<
                    Byte, TotalsTally, ControlMessage, VariantMetrics>
            harness;

    /** Of the newest harness. */
    private static InterceptingOperatorMetricGroup told;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness();
        harness.open();
        harness.setProcessingTime(START);
        follow("one", "two");
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    /** One whose metrics can be read. */
    private static final class MeasuredOperator
            extends KeyedCoProcessOperator<Byte, TotalsTally, ControlMessage, VariantMetrics> {

        private static final long serialVersionUID = 1L;

        MeasuredOperator(ExperimentMetricsFunction function) {
            super(function);
        }

        @Override
        public InternalOperatorMetricGroup getMetricGroup() {
            return told;
        }
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    Byte, TotalsTally, ControlMessage, VariantMetrics>
            newHarness() throws Exception {
        told = new InterceptingOperatorMetricGroup();
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new MeasuredOperator(
                        new ExperimentMetricsFunction(
                                new ExperimentSettings(
                                        Set.of("click"), Set.of("purchase"), 1_000, 5_000))),
                change -> (byte) 0,
                message -> (byte) 0,
                Types.BYTE);
    }

    private static StoredExperiment stored(String id, long since) {
        return new StoredExperiment(
                id,
                """
                {"experimentId": "%s", "layer": {"name": "%s", "from": 0, "to": 1},
                 "variants": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}]}
                """
                        .formatted(id, id)
                        .getBytes(UTF_8),
                since);
    }

    private void follow(String... ids) throws Exception {
        follow(Arrays.stream(ids).map(id -> stored(id, START)).toList());
    }

    private void follow(List<StoredExperiment> experiments) throws Exception {
        harness.processElement2(
                new StreamRecord<>(ControlMessage.of(new ExperimentSet(experiments))));
    }

    private void enrol(String experiment, String variant, double clicks) throws Exception {
        enrol(experiment, variant, START, clicks);
    }

    private void enrol(String experiment, String variant, long since, double clicks)
            throws Exception {
        harness.processElement1(
                new StreamRecord<>(
                        new TotalsTally(
                                new Enrolment(new Assignment(experiment, variant), since),
                                Moments.ofUser(new UserTotals(10, clicks, 0, 0, 1)).toArray(),
                                new byte[0],
                                Map.of())));
    }

    private void show(String experiment, String variant, int freshness, String... items)
            throws Exception {
        show(experiment, variant, START, freshness, items);
    }

    private void show(String experiment, String variant, long since, int freshness, String... items)
            throws Exception {
        ItemSketch sketch = ItemSketch.empty();
        Arrays.stream(items).forEach(sketch::add);
        harness.processElement1(
                new StreamRecord<>(
                        new TotalsTally(
                                new Enrolment(new Assignment(experiment, variant), since),
                                Moments.ZERO.toArray(),
                                sketch.toBytes(),
                                freshness == ShownSlate.NO_FRESHNESS
                                        ? Map.of()
                                        : Map.of(FreshnessHistogram.bucket(freshness), 1L))));
    }

    private VariantMetrics last(String key) {
        return harness.extractOutputValues().stream()
                .filter(each -> each.key().equals(key))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void reportsAllVariantsOnceAnInterval() throws Exception {
        enrol("one", "a", 1);
        enrol("one", "b", 2);
        enrol("one", "b", 4);
        assertThat(harness.extractOutputValues()).isEmpty();

        harness.setProcessingTime(START + 5_000);

        assertThat(harness.extractOutputValues())
                .extracting(VariantMetrics::key)
                .containsExactly("one|a", "one|b", "two|a", "two|b");
        assertThat(last("one|b").users()).isEqualTo(2);
        assertThat(last("one|b").clicks()).isEqualTo(6);
        assertThat(last("two|a").users()).isZero();
    }

    @Test
    void isSilentWhileNothingHappens() throws Exception {
        enrol("one", "a", 1);
        harness.setProcessingTime(START + 60_000);

        assertThat(harness.extractOutputValues()).hasSize(4);
    }

    @Test
    void anExperimentThatIsFollowedNoLongerLeavesNothing() throws Exception {
        enrol("one", "a", 1);
        enrol("two", "a", 1);
        harness.setProcessingTime(START + 5_000);
        follow("two");
        follow();

        assertThat(harness.numKeyedStateEntries()).as("the set, which is empty").isEqualTo(1);
    }

    @Test
    void saysHowMuchWasShownAndHowFreshItWas() throws Exception {
        show("one", "a", 10, "x", "y");
        show("one", "a", 30, "y", "x");
        show("one", "b", ShownSlate.NO_FRESHNESS, "z");
        show("two", "a", 5, "x");
        harness.setProcessingTime(START + 5_000);

        assertThat(last("one|a").coverage()).isEqualTo(new Coverage(2, 2 / 3.0));
        assertThat(last("one|b").coverage()).isEqualTo(new Coverage(1, 1 / 3.0));
        assertThat(last("two|a").coverage()).isEqualTo(new Coverage(1, 1));
        assertThat(last("one|a").freshness()).isEqualTo(new Freshness(2, 10, 30));
        assertThat(last("one|b").freshness()).isNull();
        assertThat(last("two|b").coverage()).isNull();
    }

    @Test
    void slatesThatShowNothingNewTakeNoSpace() throws Exception {
        show("one", "a", 10, "x", "y");
        int entries = harness.numKeyedStateEntries();
        for (int i = 0; i < 1_000; i++) {
            show("one", "a", 10, "y", "x");
        }

        assertThat(harness.numKeyedStateEntries()).isEqualTo(entries);
    }

    @Test
    void aClockThatWasSetBackMakesNoReportsAgainAndAgain() throws Exception {
        enrol("unknown", "a", 1);
        MeasuredOperator operator = (MeasuredOperator) harness.getOperator();

        operator.setCurrentKey((byte) 0);
        operator.onProcessingTime(
                new TimerHeapInternalTimer<>(START + 50_000, (byte) 0, VoidNamespace.INSTANCE));

        assertThat(harness.numProcessingTimeTimers()).as("the next is a later one").isEqualTo(2);
    }

    private void passMinutes(int minutes) throws Exception {
        long now = harness.getProcessingTime();
        for (long at = now; at <= now + minutes * 60_000L; at += 5_000) {
            harness.setProcessingTime(at);
        }
    }

    @Test
    void whatComesWhenAnExperimentIsOverLeavesNothing() throws Exception {
        enrol("one", "a", 1);
        show("one", "a", 10, "x");
        harness.setProcessingTime(START + 5_000);
        follow();
        assertThat(harness.numKeyedStateEntries()).as("the set, which is empty").isEqualTo(1);
        enrol("one", "a", 1);
        show("one", "a", 10, "x");

        passMinutes(2);

        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
        assertThat(harness.extractOutputValues()).hasSize(4);
    }

    @Test
    void whatComesBeforeItsExperimentCounts() throws Exception {
        enrol("three", "a", 1);
        follow("one", "three");
        harness.setProcessingTime(START + 5_000);

        assertThat(last("three|a").users()).isEqualTo(1);
    }

    @Test
    void whatComesLateOfItLeavesNothingEither() throws Exception {
        enrol("one", "a", 1);
        follow("two");
        enrol("one", "a", 2);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(2);

        passMinutes(2);

        assertThat(harness.numKeyedStateEntries())
                .as("the set, and the test of the shares of users of the other")
                .isEqualTo(2);
        assertThat(harness.numProcessingTimeTimers()).isZero();
        follow("one", "two");
        enrol("two", "a", 1);
        passMinutes(1);
        assertThat(last("one|a").users()).isZero();
    }

    @Test
    void whatComesBeforeTheWordToFollowCounts() throws Exception {
        enrol("three", "a", 1);
        harness.setProcessingTime(START + 5_000);
        harness.setProcessingTime(START + 10_000);
        follow("one");
        follow("one", "three");
        enrol("three", "a", 1);
        passMinutes(2);

        assertThat(last("three|a").users()).isEqualTo(2);
    }

    @Test
    void aNameThatIsUsedAgainStartsAnew() throws Exception {
        enrolMany("one", 400, 200);
        harness.setProcessingTime(START + 5_000);
        follow();
        follow(List.of(stored("one", START + 7_000)));
        enrol("one", "a", START, 5);
        enrol("one", "a", START + 7_000, 1);
        harness.setProcessingTime(START + 10_000);

        assertThat(last("one|a").users()).isEqualTo(1);
        assertThat(last("one|a").clicks()).isEqualTo(1);
        assertThat(last("one|a").sampleRatioPValue()).isGreaterThan(0.01);
    }

    @Test
    void aNameThatIsUsedAgainInheritsNothingThatWasShown() throws Exception {
        show("one", "a", START, 10, "x", "y");
        harness.setProcessingTime(START + 5_000);
        assertThat(last("one|a").coverage()).isEqualTo(new Coverage(2, 1));
        follow(List.of(stored("one", START + 7_000)));
        show("one", "a", START, 30, "u", "v", "w");
        show("one", "a", START + 7_000, 50, "z");
        harness.setProcessingTime(START + 10_000);

        assertThat(last("one|a").coverage()).isEqualTo(new Coverage(1, 1));
        assertThat(last("one|a").freshness()).isEqualTo(new Freshness(1, 50, 50));

        passMinutes(2);
        assertThat(harness.numKeyedStateEntries())
                .as("the set, sums, items, a bucket, and the test of the shares of users")
                .isEqualTo(5);
    }

    @Test
    void sharesThatChangedOnTheWayEndTheAlarm() throws Exception {
        enrolMany("one", 400, 200);
        harness.setProcessingTime(START + 5_000);
        assertThat(mismatches()).isEqualTo(1);

        StoredExperiment before = stored("one", START);
        follow(List.of(stored("one", START + 7_000).inPlaceOf(before, true)));
        assertThat(mismatches()).isZero();
        enrol("one", "a", 1);
        harness.setProcessingTime(START + 10_000);

        assertThat(last("one|a").users()).isEqualTo(401);
        assertThat(last("one|a").sampleRatioPValue()).isNull();
        assertThat(mismatches()).isZero();
    }

    private static int mismatches() {
        return (Integer) ((Gauge<?>) told.get("sampleRatioMismatches")).getValue();
    }

    private void enrolMany(String experiment, int ofA, int ofB) throws Exception {
        for (int i = 0; i < ofA; i++) {
            enrol(experiment, "a", 1);
        }
        for (int i = 0; i < ofB; i++) {
            enrol(experiment, "b", 1);
        }
    }

    @Test
    void tellsOfExperimentsWhoseUsersAreSharedOutWrongly() throws Exception {
        enrolMany("one", 400, 200);
        enrolMany("two", 300, 300);
        assertThat(mismatches()).as("before a report").isZero();

        harness.setProcessingTime(START + 5_000);

        assertThat(last("one|a").sampleRatioPValue()).isLessThan(0.01);
        assertThat(last("two|a").sampleRatioPValue()).isGreaterThan(0.01);
        assertThat(mismatches()).isEqualTo(1);
    }

    @Test
    void remembersThatUsersWereSharedOutWrongly() throws Exception {
        enrolMany("one", 400, 200);
        harness.setProcessingTime(START + 5_000);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        harness.setProcessingTime(START + 5_000);
        enrolMany("one", 0, 200);
        harness.setProcessingTime(START + 10_000);

        assertThat(last("one|a").users()).isEqualTo(last("one|b").users());
        assertThat(mismatches()).isEqualTo(1);
    }

    @Test
    void forgetsThemWithTheirExperiment() throws Exception {
        enrolMany("one", 400, 200);
        harness.setProcessingTime(START + 5_000);

        follow("two");

        assertThat(mismatches()).isZero();
    }

    @Test
    void aRestoredOneGoesOn() throws Exception {
        enrol("one", "a", 1);
        show("one", "a", 10, "x", "y");
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        harness.initializeState(snapshot);
        harness.open();
        harness.setProcessingTime(START);
        enrol("one", "a", 3);
        show("one", "a", 20, "y", "z");
        harness.setProcessingTime(START + 5_000);

        assertThat(last("one|a").coverage().items()).isEqualTo(3);
        assertThat(last("one|a").freshness()).isEqualTo(new Freshness(2, 10, 20));
        assertThat(last("one|a").users()).isEqualTo(2);
        assertThat(last("one|a").clicks()).isEqualTo(4);
    }
}
