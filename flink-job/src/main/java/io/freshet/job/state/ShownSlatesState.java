package io.freshet.job.state;

import io.freshet.core.experiment.SlateSums;
import io.freshet.core.experiment.statistic.FreshnessHistogram;
import io.freshet.core.experiment.statistic.ItemSketch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What the slates that were shown to the users of variants were like.
 *
 * <p><b>Owned state:</b> {@code experiment-items}, by experiment, its life and variant, a sketch of
 * the items; {@code experiment-freshness}, by experiment, its life, variant and bucket of
 * freshness, how many slates. <b>Key:</b> one for all. <b>Bound:</b> of each variant of the
 * experiments that are followed 2.1 kB of items and 2,688 buckets, of which a feed uses some
 * hundred. <b>TTL:</b> none; it goes with the sums of {@link ExperimentMomentsState}.
 * <b>Evolution:</b> the bytes are those of Apache DataSketches, which say their version; a bucket
 * is named by its lowest millisecond.
 */
public final class ShownSlatesState {

    private final MapState<String, byte[]> items;
    private final MapState<String, Long> freshness;

    public ShownSlatesState(RuntimeContext context) {
        items =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "experiment-items",
                                Types.STRING,
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        freshness =
                context.getMapState(
                        new MapStateDescriptor<>("experiment-freshness", Types.STRING, Types.LONG));
    }

    /** Adds the items of slates. */
    public void addItems(Enrolment enrolment, ItemSketch shown) throws Exception {
        String key = LifeKey.of(enrolment);
        byte[] before = items.get(key);
        ItemSketch all =
                before == null ? shown : ItemSketch.union(List.of(ItemSketch.of(before), shown));
        items.put(key, all.toBytes());
    }

    /**
     * Adds how fresh slates were.
     *
     * @param slates how many, by bucket of {@link FreshnessHistogram}
     */
    public void addFreshness(Enrolment enrolment, Map<Long, Long> slates) throws Exception {
        for (Map.Entry<Long, Long> each : slates.entrySet()) {
            String key = LifeKey.of(enrolment) + '|' + each.getKey();
            Long before = freshness.get(key);
            freshness.put(key, before == null ? each.getValue() : before + each.getValue());
        }
    }

    /** All of it, by variant. */
    public Map<Enrolment, SlateSums> all() throws Exception {
        Map<Enrolment, SlateSums> all = new HashMap<>();
        for (Map.Entry<String, byte[]> each : items.entries()) {
            all.put(
                    LifeKey.enrolment(each.getKey()),
                    new SlateSums(ItemSketch.of(each.getValue()), new FreshnessHistogram()));
        }
        for (Map.Entry<String, Long> each : freshness.entries()) {
            int bar = each.getKey().lastIndexOf('|');
            all.computeIfAbsent(
                            LifeKey.enrolment(each.getKey().substring(0, bar)),
                            variant -> SlateSums.empty())
                    .freshness()
                    .add(Long.parseLong(each.getKey().substring(bar + 1)), each.getValue());
        }
        return all;
    }

    /**
     * Forgets all but some lives of experiments.
     *
     * @param lives as {@link ExperimentMomentsState#lives} gives them
     */
    public void retain(Set<String> lives) throws Exception {
        LifeKey.forget(items, each -> !lives.contains(each));
        LifeKey.forget(freshness, each -> !lives.contains(each));
    }
}
