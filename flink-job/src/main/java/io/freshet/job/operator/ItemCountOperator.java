package io.freshet.job.operator;

import io.freshet.core.retrieval.DecayedCount;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.core.retrieval.NeighbourCounts;
import io.freshet.job.config.CountSettings;
import io.freshet.job.state.FirstSeenState;
import io.freshet.job.state.ItemCountState;
import io.freshet.job.state.ItemNeighboursState;
import java.time.Duration;
import java.util.Iterator;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * In: tallies, by item. Out: the item's count after each of them and, on the side, its neighbours.
 * Remembers them until they are worth nothing. Who takes the neighbours in remembers none, so after
 * a restore all of them are sent again, and at the end of the input what was not sent yet.
 */
final class ItemCountOperator extends AbstractStreamOperator<ItemCount>
        implements OneInputStreamOperator<ItemTally, ItemCount>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    /** After so many half-lives a count is a millionth of what it was. */
    private static final int HALF_LIVES_KEPT = 20;

    /** Items whose neighbours are sent again after a restore before tallies get a turn. */
    static final int SENT_AT_ONCE = 500;

    private final CountSettings settings;

    private transient boolean isRestored;
    private transient ItemCountState counts;
    private transient FirstSeenState firstSeen;
    private transient ItemNeighboursState neighbours;
    private transient UnsentGrowth unsent;

    ItemCountOperator(StreamOperatorParameters<ItemCount> parameters, CountSettings settings) {
        super(parameters);
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        isRestored = context.isRestored();
    }

    @Override
    public void open() throws Exception {
        super.open();
        Duration popular = Duration.ofMillis(settings.popular().halfLifeMillis());
        counts = new ItemCountState(getRuntimeContext(), popular.multipliedBy(HALF_LIVES_KEPT));
        firstSeen = new FirstSeenState(getRuntimeContext(), settings.fresh().memory());
        neighbours = new ItemNeighboursState(getRuntimeContext(), settings.pairs().ttl());
        unsent =
                new UnsentGrowth(
                        settings.pairs().counting().halfLifeMillis(),
                        ItemNeighboursState.longestUnwritten(settings.pairs().ttl()).toMillis());
        if (isRestored && settings.pairs().isCounted()) {
            scheduleSending(neighbours.items(getKeyedStateBackend()).iterator());
        }
    }

    @Override
    public void processElement(StreamRecord<ItemTally> element) throws Exception {
        ItemTally tally = element.getValue();
        if (tally.firstSeen() != ItemTally.NEVER) {
            count(tally, firstSeen.note(tally.firstSeen()));
        }
        if (settings.pairs().isCounted()) {
            neighbours.add(tally.neighbours());
            if (unsent.add(tally.neighbours(), now())) {
                addUpAndSend(tally.itemId());
            }
        }
    }

    @Override
    public void endInput() throws Exception {
        if (settings.pairs().isCounted()) {
            for (Object itemId : neighbours.items(getKeyedStateBackend())) {
                sendAgain((String) itemId);
            }
        }
    }

    private void count(ItemTally tally, long first) throws Exception {
        DecayedCount added = tally.added();
        if (added.count() == 0) {
            return;
        }
        DecayedCount count =
                counts.read()
                        .plus(
                                added.count(),
                                added.timestamp(),
                                settings.popular().halfLifeMillis());
        counts.write(count);
        output.collect(new StreamRecord<>(new ItemCount(tally.itemId(), count, added, first)));
    }

    private ItemNeighbours sum(String itemId) throws Exception {
        NeighbourCounts sum = new NeighbourCounts(settings.pairs().counting());
        for (ItemNeighbours piece : neighbours.read()) {
            sum.add(piece);
        }
        return sum.held(itemId);
    }

    private void addUpAndSend(String itemId) throws Exception {
        ItemNeighbours sum = sum(itemId);
        neighbours.replace(sum);
        unsent.sent(sum, now());
        ItemNeighbours strongest = sum.strongest(settings.pairs().counting().neighbours());
        output.collect(ItemCountOperatorFactory.NEIGHBOURS, new StreamRecord<>(strongest));
    }

    /** Some at a time: who brings tallies does not wait for all of them. */
    private void sendAgain(Iterator<Object> items) throws Exception {
        for (int sent = 0; sent < SENT_AT_ONCE && items.hasNext(); sent++) {
            sendAgain((String) items.next());
        }
        if (items.hasNext()) {
            scheduleSending(items);
        }
    }

    private void sendAgain(String itemId) throws Exception {
        setCurrentKey(itemId);
        if (neighbours.read().iterator().hasNext()) {
            addUpAndSend(itemId);
        }
    }

    private void scheduleSending(Iterator<Object> items) {
        getProcessingTimeService().registerTimer(now() + 1, time -> sendAgain(items));
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
