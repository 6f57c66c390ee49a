package io.freshet.core.sharing;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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

    /**
     * A share in the value of a key; who opens waits, who comes later gets the same one. What fails
     * to open fails for all who waited for it meanwhile, and is tried again by who comes when they
     * have left; unless it failed because who opened it was interrupted, which is nobody else's
     * matter.
     */
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

    /** Keys of the values open now, or being opened. */
    public synchronized Set<K> keys() {
        return Set.copyOf(open.keySet());
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
        private @Nullable RuntimeException failure;
        private @Nullable Error error;

        /** Locked by itself, so that only those wait who want this value. */
        private synchronized V value(Supplier<V> opener) {
            if (failure != null) {
                throw failure;
            }
            if (error != null) {
                throw error;
            }
            if (value == null) {
                value = open(opener);
            }
            return value;
        }

        private V open(Supplier<V> opener) {
            try {
                return opener.get();
            } catch (RuntimeException e) {
                failure = Thread.currentThread().isInterrupted() ? null : e;
                throw e;
            } catch (Error e) {
                error = Thread.currentThread().isInterrupted() ? null : e;
                throw e;
            }
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
