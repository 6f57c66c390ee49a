package io.freshet.core.sharing;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One value per key for all who ask in this process, opened by the first and closed by the last:
 * the subtasks of a TaskManager share a session, whatever the number of slots. Opening and closing
 * one value keeps nobody waiting who wants another.
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
    public Lease<V> lease(K key) {
        Holding<V> holding = enter(key);
        try {
            return new Lease<>(holding.value(() -> opener.apply(key)), () -> leave(key, holding));
        } catch (RuntimeException | Error e) {
            leave(key, holding);
            throw e;
        }
    }

    /** Values open now, or being opened. */
    public synchronized int size() {
        return open.size();
    }

    private synchronized Holding<V> enter(K key) {
        Holding<V> holding = open.computeIfAbsent(key, absent -> new Holding<>());
        holding.leases++;
        return holding;
    }

    private void leave(K key, Holding<V> holding) {
        synchronized (this) {
            holding.leases--;
            if (holding.leases > 0) {
                return;
            }
            open.remove(key);
        }
        holding.close(closer);
    }

    private static final class Holding<V> {
        private int leases;
        private @Nullable V value;

        /** Locked by itself, so that only those wait who want this value. */
        private synchronized V value(Supplier<V> opener) {
            if (value == null) {
                value = opener.get();
            }
            return value;
        }

        private synchronized void close(Consumer<V> closer) {
            if (value != null) {
                closer.accept(value);
            }
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
