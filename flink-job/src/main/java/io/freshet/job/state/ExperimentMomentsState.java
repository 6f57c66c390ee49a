package io.freshet.job.state;

import io.freshet.core.experiment.statistic.Moments;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
 * <p><b>Owned state:</b> {@code experiment-moments}, by experiment, its life and variant; {@code
 * experiment-p-values}, the smallest of each test, by experiment, its life and test; {@code
 * experiment-set}, those that are followed. <b>Key:</b> one for all. <b>Bound:</b> 22 numbers a
 * variant and one a test of the experiments that are followed. <b>TTL:</b> none; an experiment that
 * is followed no longer leaves nothing, and what comes later of it goes a minute after it came.
 * <b>Evolution:</b> the first number of moments is the version; version 1 goes on with the numbers
 * in the order of {@link Moments}. Experiments are JSON.
 */
public final class ExperimentMomentsState {

    /** Changes may be ahead of the word that their experiment is followed. */
    static final long PATIENCE_MILLIS = 60_000;

    private static final int VERSION_1 = 1;

    private final MapState<String, double[]> moments;
    private final MapState<String, Double> pValues;
    private final ValueState<ExperimentSet> followed;

    /** Since when moments of experiments that are not followed were seen; a restart waits anew. */
    private final Map<String, Long> strays = new HashMap<>();

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
    public void add(Enrolment enrolment, double[] change) throws Exception {
        String key = LifeKey.of(enrolment);
        moments.put(key, write(of(key).plus(Moments.of(change))));
    }

    /** The sums of a variant. */
    public Moments of(StoredExperiment experiment, String variant) throws Exception {
        return of(LifeKey.of(experiment, variant));
    }

    private Moments of(String key) throws Exception {
        double[] found = moments.get(key);
        return found == null ? Moments.ZERO : read(found);
    }

    static double[] write(Moments sums) {
        double[] numbers = sums.toArray();
        double[] versioned = new double[1 + numbers.length];
        versioned[0] = VERSION_1;
        System.arraycopy(numbers, 0, versioned, 1, numbers.length);
        return versioned;
    }

    static Moments read(double[] found) {
        if (found.length != 1 + Moments.LENGTH || found[0] != VERSION_1) {
            throw new IllegalStateException(
                    "experiment-moments are of version "
                            + (found.length == 0 ? "none" : found[0])
                            + " with "
                            + found.length
                            + " numbers, supported is "
                            + VERSION_1
                            + " with "
                            + (1 + Moments.LENGTH));
        }
        return Moments.of(Arrays.copyOfRange(found, 1, found.length));
    }

    /** The smaller of this p-value and what was kept of the test, which is kept from now on. */
    public double keepSmallest(StoredExperiment experiment, String test, double pValue)
            throws Exception {
        String key = LifeKey.of(experiment, test);
        Double before = pValues.get(key);
        double smallest = before == null ? pValue : Math.min(before, pValue);
        pValues.put(key, smallest);
        return smallest;
    }

    /** Forgets what was kept of a test. */
    public void forgetPValue(StoredExperiment experiment, String test) throws Exception {
        pValues.remove(LifeKey.of(experiment, test));
    }

    /** How many experiments have kept a p-value of the test that is smaller than the bound. */
    public int countBelow(String test, double bound) throws Exception {
        int found = 0;
        for (StoredExperiment each : followed()) {
            Double kept = pValues.get(LifeKey.of(each, test));
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

    /** Puts a set in the place of the one before, and forgets what is in it no longer. */
    public void follow(ExperimentSet set) throws Exception {
        Set<String> gone = lives(followed());
        gone.removeAll(lives(set.experiments()));
        followed.update(set);
        LifeKey.forget(moments, gone::contains);
        LifeKey.forget(pValues, gone::contains);
    }

    /**
     * Forgets what came late of experiments that are followed no longer. What comes early, before
     * the word to follow them, looks the same at first, so it has a minute.
     *
     * @return whether there is something that waits
     */
    public boolean forgetStrays(long now) throws Exception {
        Set<String> unknown = lives();
        unknown.removeAll(lives(followed()));
        strays.keySet().retainAll(unknown);
        unknown.forEach(each -> strays.putIfAbsent(each, now));
        LifeKey.forget(moments, each -> isOverdue(each, now));
        strays.keySet().removeIf(each -> isOverdue(each, now));
        return !strays.isEmpty();
    }

    private boolean isOverdue(String life, long now) {
        Long seen = strays.get(life);
        return seen != null && seen + PATIENCE_MILLIS <= now;
    }

    /** The lives of experiments of which there are sums, as {@link ShownSlatesState} takes them. */
    public Set<String> lives() throws Exception {
        Set<String> lives = new HashSet<>();
        for (String key : moments.keys()) {
            lives.add(LifeKey.life(key));
        }
        return lives;
    }

    private static Set<String> lives(List<StoredExperiment> experiments) {
        return experiments.stream().map(LifeKey::life).collect(Collectors.toSet());
    }
}
