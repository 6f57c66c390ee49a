package io.freshet.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Keeps what arrives, for a test in the same JVM. */
public final class TestingSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;
    private static final Map<Integer, List<Object>> ARRIVED = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int id = NEXT.incrementAndGet();

    public TestingSink() {
        ARRIVED.put(id, new CopyOnWriteArrayList<>());
    }

    @SuppressWarnings("unchecked") // only this sink's elements lie under its id
    public List<T> arrived() {
        return (List<T>) ARRIVED.get(id);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        List<Object> arrived = ARRIVED.get(id);
        return new SinkWriter<>() {
            @Override
            public void write(T element, Context writing) {
                arrived.add(element);
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
