package io.freshet.job.operator;

import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.PopularItems;
import io.freshet.core.retrieval.PopularityCounter;
import io.freshet.job.state.HeaviestCountsState;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * In: the counts that items report, all under one key. Out: the list of what is popular, once an
 * interval from the first report on: who takes it in remembers nothing, so it comes again after a
 * restore, whether anything happens or not. Remembers the counts of the items that count most, and
 * of all items together.
 */
public final class PopularItemsFunction
        extends KeyedProcessFunction<Byte, ItemCount, PopularItems> {

    private static final long serialVersionUID = 1L;

    private final int size;
    private final long halfLifeMillis;
    private final long intervalMillis;

    private transient HeaviestCountsState heaviest;

    /**
     * @param size items of a list
     * @param halfLifeMillis event time in which a count halves
     * @param intervalMillis processing time between two lists
     */
    public PopularItemsFunction(int size, long halfLifeMillis, long intervalMillis) {
        this.size = size;
        this.halfLifeMillis = halfLifeMillis;
        this.intervalMillis = intervalMillis;
    }

    @Override
    public void open(OpenContext context) {
        heaviest = new HeaviestCountsState(getRuntimeContext());
    }

    @Override
    public void processElement(ItemCount report, Context context, Collector<PopularItems> out)
            throws Exception {
        heaviest.put(report.itemId(), report.count());
        DecayedCount added = report.added();
        heaviest.writeAll(heaviest.all().plus(added.count(), added.timestamp(), halfLifeMillis));
        scheduleList(context.timerService());
    }

    /** One timer for an interval: Flink holds equal ones once. */
    private void scheduleList(TimerService timers) {
        long now = timers.currentProcessingTime();
        timers.registerProcessingTimeTimer(now - now % intervalMillis + intervalMillis);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<PopularItems> out)
            throws Exception {
        PopularityCounter counter = new PopularityCounter(size, halfLifeMillis);
        heaviest.forEach(counter::update);
        heaviest.retain(counter.counts().keySet());
        out.collect(counter.popularItems(heaviest.all()));
        scheduleList(context.timerService());
    }
}
