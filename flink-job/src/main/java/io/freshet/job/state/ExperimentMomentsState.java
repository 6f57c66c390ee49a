package io.freshet.job.state;

import io.freshet.core.domain.Assignment;
import io.freshet.core.experiment.statistic.Moments;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The sums by which experiments are judged.
 *
 * <p><b>Owned state:</b> {@code experiment-moments}, by experiment and variant; {@code
 * experiment-p-values}, the smallest of each test; {@code experiment-set}, those that are followed.
 * <b>Key:</b> one for all. <b>Bound:</b> 21 numbers a variant and one a test of the experiments
 * that are followed. <b>TTL:</b> none; an experiment that is followed no longer leaves nothing.
 * <b>Evolution:</b> numbers in the order of {@link Moments}; experiments are JSON.
 */
public final class ExperimentMomentsState {

    private final MapState<String, double[]> moments;
    private final MapState<String, Double> pValues;
    private final ValueState<ExperimentSet> followed;

    public ExperimentMomentsState(RuntimeContext context) {
        moments =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "experiment-moments",
                                Types.STRING,
                                PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
        pValues =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "experiment-p-values", Types.STRING, Types.DOUBLE));
        followed =
                context.getState(
                        new ValueStateDescriptor<>(
                                "experiment-set", TypeInformation.of(ExperimentSet.class)));
    }

    /** Adds a change to the sums of a variant. */
    public void add(Assignment assignment, double[] change) throws Exception {
        String key = VariantKey.of(assignment);
        double[] found = moments.get(key);
        Moments old = found == null ? Moments.ZERO : Moments.of(found);
        moments.put(key, old.plus(Moments.of(change)).toArray());
    }

    /** The sums of a variant. */
    public Moments of(String experimentId, String variant) throws Exception {
        double[] found = moments.get(VariantKey.of(experimentId, variant));
        return found == null ? Moments.ZERO : Moments.of(found);
    }

    /** The smaller of this p-value and what was kept of the test, which is kept from now on. */
    public double keepSmallest(String experimentId, String test, double pValue) throws Exception {
        String key = VariantKey.of(experimentId, test);
        Double before = pValues.get(key);
        double smallest = before == null ? pValue : Math.min(before, pValue);
        pValues.put(key, smallest);
        return smallest;
    }

    /** How many experiments have kept a p-value of the test that is smaller than the bound. */
    public int countBelow(String test, double bound) throws Exception {
        int found = 0;
        for (StoredExperiment each : followed()) {
            Double kept = pValues.get(VariantKey.of(each.experimentId(), test));
            if (kept != null && kept < bound) {
                found++;
            }
        }
        return found;
    }

    /** The experiments that are followed. */
    public List<StoredExperiment> followed() throws Exception {
        ExperimentSet found = followed.value();
        return found == null ? List.of() : found.experiments();
    }

    /** Puts a set in the place of the one before. */
    public void follow(ExperimentSet set) throws Exception {
        followed.update(set);
    }

    /** Forgets some experiments, by their ids. */
    public void forget(Predicate<String> experimentIds) throws Exception {
        VariantKey.forget(moments, experimentIds);
        VariantKey.forget(pValues, experimentIds);
    }
}
