package io.freshet.job.operator;

import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemLists;
import io.freshet.core.retrieval.PopularityCounter;
import io.freshet.job.config.CountSettings;
import io.freshet.job.state.FreshCount;
import io.freshet.job.state.FreshCountsState;
import io.freshet.job.state.HeaviestCountsState;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * In: the counts that items report, all under one key. Out: the lists of what is popular and what
 * is fresh, once an interval from the first report on: who takes them in remembers nothing, so they
 * come again after a restore, whether anything happens or not. Remembers the counts of the items
 * that count most, of the fresh ones among them, and of all items together.
 */
public final class ItemListsFunction extends KeyedProcessFunction<Byte, ItemCount, ItemLists> {

    private static final long serialVersionUID = 1L;

    private final CountSettings settings;

    private transient HeaviestCountsState heaviest;
    private transient FreshCountsState fresh;

    public ItemListsFunction(CountSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        heaviest = new HeaviestCountsState(getRuntimeContext());
        fresh = new FreshCountsState(getRuntimeContext());
    }

    @Override
    public void processElement(ItemCount report, Context context, Collector<ItemLists> out)
            throws Exception {
        heaviest.put(report.itemId(), report.count());
        if (isFresh(report.firstSeen(), report.count().timestamp())) {
            fresh.put(report.itemId(), new FreshCount(report.count(), report.firstSeen()));
        } else {
            // A late event may tell that it was seen long before.
            fresh.remove(report.itemId());
        }
        DecayedCount added = report.added();
        long halfLife = settings.popular().halfLifeMillis();
        heaviest.writeAll(heaviest.all().plus(added.count(), added.timestamp(), halfLife));
        scheduleLists(context.timerService(), context.timerService().currentProcessingTime());
    }

    private boolean isFresh(long firstSeen, long now) {
        return firstSeen >= now - settings.fresh().maxAgeMillis();
    }

    /** One timer for an interval: Flink holds equal ones once. */
    private void scheduleLists(TimerService timers, long now) {
        long interval = settings.intervalMillis();
        timers.registerProcessingTimeTimer(now - now % interval + interval);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ItemLists> out)
            throws Exception {
        PopularityCounter popular = counter(settings.popular().size());
        heaviest.forEach(popular::update);
        heaviest.retain(popular.counts().keySet());
        DecayedCount all = heaviest.all();
        long now = Math.max(popular.asOf(), all.timestamp());
        PopularityCounter freshest = counter(settings.fresh().size());
        fresh.forEach(
                (itemId, found) -> {
                    if (isFresh(found.firstSeen(), now)) {
                        freshest.update(itemId, found.count());
                    }
                });
        fresh.retain(freshest.counts().keySet());
        // One clock ahead must not make lists that nobody has come to yet.
        long asOf = Math.min(now, timestamp);
        out.collect(new ItemLists(asOf, popular.shares(all, now), freshest.shares(all, now)));
        // A clock that was set back is before its timer, which would fire again at once.
        scheduleLists(
                context.timerService(),
                Math.max(timestamp, context.timerService().currentProcessingTime()));
    }

    private PopularityCounter counter(int size) {
        return new PopularityCounter(size, settings.popular().halfLifeMillis());
    }
}
