package io.freshet.core.experiment.statistic;

import java.util.Collection;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/**
 * How many different items there were, about: a HyperLogLog sketch of at most 2.1 kB. The number is
 * off by less than 4 % in 19 of 20 cases, exact while there are few, and the same in whichever
 * order the items come.
 */
public final class ItemSketch {

    /** 4,096 registers: a standard error of 1.6 %. */
    private static final int LOG_REGISTERS = 12;

    private final HllSketch sketch;

    private ItemSketch(HllSketch sketch) {
        this.sketch = sketch;
    }

    /** Of no item. */
    public static ItemSketch empty() {
        return new ItemSketch(new HllSketch(LOG_REGISTERS, TgtHllType.HLL_4));
    }

    /** Of the bytes of another one. */
    public static ItemSketch of(byte[] bytes) {
        return new ItemSketch(HllSketch.heapify(bytes));
    }

    /** Of all items of some. */
    public static ItemSketch union(Collection<ItemSketch> all) {
        Union union = new Union(LOG_REGISTERS);
        all.forEach(each -> union.update(each.sketch));
        return new ItemSketch(union.getResult(TgtHllType.HLL_4));
    }

    /** One that it knows changes nothing. */
    public void add(String itemId) {
        sketch.update(itemId);
    }

    /** How many different items, about. */
    public long items() {
        return Math.round(sketch.getCompositeEstimate());
    }

    /** What it can be made of again. */
    public byte[] toBytes() {
        return sketch.toCompactByteArray();
    }
}
