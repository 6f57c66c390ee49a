package io.freshet.core.sharing;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One value per key for all who ask in this process, opened by the first and closed by the last:
 * the subtasks of a TaskManager share a session, whatever the number of slots.
 *
 * @param <K> what tells values apart
 * @param <V> what is shared; safe for concurrent use
 */
public final class Shared<K, V> {

    private final Function<K, V> opener;
    private final Consumer<V> closer;
    private final Map<K, Holding<V>> open = new HashMap<>();

    public Shared(Function<K, V> opener, Consumer<V> closer) {
        this.opener = requireNonNull(opener, "opener");
        this.closer = requireNonNull(closer, "closer");
    }

    /** A share in the value of a key; who opens waits, who comes later gets the same one. */
    public synchronized Lease<V> lease(K key) {
        Holding<V> holding =
                open.computeIfAbsent(key, absent -> new Holding<>(opener.apply(absent)));
        holding.leases++;
        return new Lease<>(holding.value, () -> release(key));
    }

    /** Values open now. */
    public synchronized int size() {
        return open.size();
    }

    private synchronized void release(K key) {
        Holding<V> holding = open.get(key);
        holding.leases--;
        if (holding.leases == 0) {
            open.remove(key);
            closer.accept(holding.value);
        }
    }

    private static final class Holding<V> {
        private final V value;
        private int leases;

        private Holding(V value) {
            this.value = value;
        }
    }

    /**
     * A share in a value; closing it twice is closing it once.
     *
     * @param <V> what is shared
     */
    public static final class Lease<V> implements AutoCloseable {
        private final V value;
        private final Runnable release;
        private boolean released;

        private Lease(V value, Runnable release) {
            this.value = value;
            this.release = release;
        }

        public V value() {
            return value;
        }

        @Override
        public void close() {
            if (!released) {
                released = true;
                release.run();
            }
        }
    }
}
