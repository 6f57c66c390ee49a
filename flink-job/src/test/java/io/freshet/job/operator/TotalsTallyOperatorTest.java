package io.freshet.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.domain.Assignment;
import io.freshet.core.experiment.statistic.ItemSketch;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.UserTotals;
import io.freshet.job.state.Enrolment;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From changes of single users to few records, of which none is lost or sent twice. */
class TotalsTallyOperatorTest {

    private static final long INTERVAL = TotalsTallyOperator.INTERVAL_MILLIS;

    private OneInputStreamOperatorTestHarness<TotalsChange, TotalsTally> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new TotalsTallyOperatorFactory());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static Enrolment in(String variant, long since) {
        return new Enrolment(new Assignment("one", variant), since);
    }

    private void enrol(Enrolment enrolment, double clicks) throws Exception {
        harness.processElement(
                TotalsChange.of(
                        enrolment, Moments.ofUser(new UserTotals(1, clicks, 0, 0, 0)).toArray()),
                0);
    }

    private void show(Enrolment enrolment, int freshness, String... items) throws Exception {
        harness.processElement(
                TotalsChange.of(enrolment, Moments.ZERO.toArray())
                        .by(new ShownSlate("home|ann|1", List.of(), List.of(items), freshness)),
                0);
    }

    private List<String> sums() {
        return harness.extractOutputValues().stream()
                .map(
                        each -> {
                            Moments sum = Moments.of(each.moments());
                            return each.enrolment().assignment().variant()
                                    + each.enrolment().since()
                                    + " "
                                    + sum.users()
                                    + " "
                                    + sum.toArray()[2];
                        })
                .toList();
    }

    @Test
    void changesOfAVariantLeaveAsOne() throws Exception {
        enrol(in("a", 1), 2);
        enrol(in("b", 1), 4);
        enrol(in("a", 1), 3);
        enrol(in("a", 7), 3);
        assertThat(sums()).isEmpty();

        harness.setProcessingTime(INTERVAL);
        assertThat(sums()).containsExactly("a1 2.0 5.0", "b1 1.0 4.0", "a7 1.0 3.0");

        harness.setProcessingTime(10 * INTERVAL);
        assertThat(sums()).as("nothing new").hasSize(3);
        enrol(in("a", 1), 1);
        harness.setProcessingTime(11 * INTERVAL);
        assertThat(sums().get(3)).isEqualTo("a1 1.0 1.0");
    }

    @Test
    void slatesOfAVariantLeaveAsOneSketch() throws Exception {
        show(in("a", 1), 10, "x", "y");
        show(in("a", 1), 10, "y", "z");
        show(in("a", 1), 30, "x");
        show(in("a", 7), ShownSlate.NO_FRESHNESS, "w");
        enrol(in("b", 1), 4);

        harness.prepareSnapshotPreBarrier(1);
        List<TotalsTally> tallies = harness.extractOutputValues();

        assertThat(tallies)
                .extracting(each -> each.enrolment().assignment().variant())
                .containsExactly("a", "a", "b");
        assertThat(ItemSketch.of(tallies.get(0).items()).items()).isEqualTo(3);
        assertThat(tallies.get(0).freshness()).containsOnly(entry(10L, 2L), entry(30L, 1L));
        assertThat(ItemSketch.of(tallies.get(1).items()).items()).isEqualTo(1);
        assertThat(tallies.get(1).freshness()).isEmpty();
        assertThat(tallies.get(2).items()).as("no slate").isEmpty();
        harness.setProcessingTime(INTERVAL);
        assertThat(harness.extractOutputValues()).as("and they leave once").hasSize(3);
    }

    @Test
    void aTallyGoesToAnotherSubtaskWithoutKryo() throws Exception {
        show(in("a", 1), 10, "x", "y");
        harness.endInput();
        TotalsTally tally = harness.extractOutputValues().get(0);
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        TypeSerializer<TotalsTally> serializer =
                TypeInformation.of(TotalsTally.class).createSerializer(config);

        DataOutputSerializer bytes = new DataOutputSerializer(64);
        serializer.serialize(tally, bytes);
        TotalsTally read =
                serializer.deserialize(new DataInputDeserializer(bytes.getCopyOfBuffer()));

        assertThat(read).usingRecursiveComparison().isEqualTo(tally);
    }

    @Test
    void noSumIsHeldWhenTheBarrierPasses() throws Exception {
        enrol(in("a", 1), 2);

        harness.prepareSnapshotPreBarrier(1);

        assertThat(sums()).containsExactly("a1 1.0 2.0");
        harness.setProcessingTime(INTERVAL);
        assertThat(sums()).as("and it leaves once").hasSize(1);
    }

    @Test
    void noSumIsHeldAtTheEndOfTheInput() throws Exception {
        enrol(in("a", 1), 2);

        harness.endInput();

        assertThat(sums()).containsExactly("a1 1.0 2.0");
    }

    @Test
    void sumsOfManyVariantsDoNotWait() throws Exception {
        for (int variant = 0; variant <= TotalsTallyOperator.MOST_VARIANTS; variant++) {
            enrol(in("v" + variant, 1), 1);
        }

        assertThat(sums()).hasSize(TotalsTallyOperator.MOST_VARIANTS);
    }
}
