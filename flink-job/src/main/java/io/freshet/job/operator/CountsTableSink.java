package io.freshet.job.operator;

import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.retrieval.ItemLists;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.core.sharing.Shared;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * In: counts, broadcast. Puts them into the table of this process, where slates are made. Remembers
 * nothing: whoever counted sends everything again after a restart.
 *
 * @param <T> what was counted
 */
public final class CountsTableSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    private final Entry<T> entry;
    private final long atHand;

    private CountsTableSink(Entry<T> entry, long atHand) {
        this.entry = entry;
        this.atHand = atHand;
    }

    /** How something comes into the table. */
    @FunctionalInterface
    private interface Entry<T> extends Serializable {
        void into(CountsTable table, T counted);
    }

    /** Of the lists of items. */
    public static CountsTableSink<ItemLists> ofLists(long atHand) {
        return new CountsTableSink<>(CountsTable::put, atHand);
    }

    /** Of the neighbours of items. */
    public static CountsTableSink<ItemNeighbours> ofNeighbours(long atHand) {
        return new CountsTableSink<>(CountsTable::put, atHand);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer<>(CountsTables.lease(context.getJobInfo().getJobId(), atHand), entry);
    }

    private record Writer<T>(Shared.Lease<CountsTable> lease, Entry<T> entry)
            implements SinkWriter<T> {

        @Override
        public void write(T counted, Context context) {
            entry.into(lease.value(), counted);
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
