package io.freshet.job.operator;

import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.retrieval.ItemLists;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.core.sharing.Shared;
import io.freshet.job.metric.CountsMetrics;
import java.io.Serializable;
import java.time.Clock;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.MetricGroup;

/**
 * In: counts, broadcast. Puts them into the table of this process, where slates are made. Remembers
 * nothing: whoever counted sends everything again after a restart.
 *
 * @param <T> what was counted
 */
public final class CountsTableSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    private final Entry<T> entry;
    private final AsOf<T> asOf;
    private final long atHand;
    private final Clock clock;

    private CountsTableSink(Entry<T> entry, AsOf<T> asOf, long atHand, Clock clock) {
        this.entry = entry;
        this.asOf = asOf;
        this.atHand = atHand;
        this.clock = clock;
    }

    /** How something comes into the table. */
    @FunctionalInterface
    private interface Entry<T> extends Serializable {
        void into(CountsTable table, T counted);
    }

    /** The newest event counted. */
    @FunctionalInterface
    private interface AsOf<T> extends Serializable {
        long of(T counted);
    }

    /** Of the lists of items. */
    public static CountsTableSink<ItemLists> ofLists(long atHand, Clock clock) {
        return new CountsTableSink<>(CountsTable::put, ItemLists::asOf, atHand, clock);
    }

    /** Of the neighbours of items. */
    public static CountsTableSink<ItemNeighbours> ofNeighbours(long atHand, Clock clock) {
        return new CountsTableSink<>(CountsTable::put, ItemNeighbours::asOf, atHand, clock);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer(
                CountsTables.lease(context.getJobInfo().getJobId(), atHand), context.metricGroup());
    }

    private final class Writer implements SinkWriter<T> {

        private final Shared.Lease<CountsTable> lease;
        private final CountsMetrics metrics;

        private Writer(Shared.Lease<CountsTable> lease, MetricGroup group) {
            this.lease = lease;
            this.metrics = new CountsMetrics(group, lease.value()::items);
        }

        @Override
        public void write(T counted, Context context) {
            entry.into(lease.value(), counted);
            metrics.arrived(clock.millis() - asOf.of(counted));
        }

        @Override
        public void flush(boolean isEnd) {
            // The table has everything already.
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
