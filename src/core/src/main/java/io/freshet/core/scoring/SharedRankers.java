package io.freshet.core.scoring;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One ranker per key for all who ask in this process, opened by the first and closed by the last:
 * the subtasks of a TaskManager share a session, whatever the number of slots.
 *
 * @param <K> what tells rankers apart
 */
public final class SharedRankers<K> {

    private final Function<K, Ranker> opener;
    private final Map<K, Shared> open = new HashMap<>();

    public SharedRankers(Function<K, Ranker> opener) {
        this.opener = opener;
    }

    /** A share in the ranker of a key; who opens waits, who comes later gets the same one. */
    public synchronized Lease lease(K key) {
        Shared shared = open.computeIfAbsent(key, absent -> new Shared(opener.apply(absent)));
        shared.leases++;
        return new Lease(key, shared.ranker);
    }

    /** Rankers open now. */
    public synchronized int size() {
        return open.size();
    }

    private synchronized void release(K key) {
        Shared shared = open.get(key);
        shared.leases--;
        if (shared.leases == 0) {
            open.remove(key);
            shared.ranker.close();
        }
    }

    private static final class Shared {
        private final Ranker ranker;
        private int leases;

        private Shared(Ranker ranker) {
            this.ranker = ranker;
        }
    }

    /** A share in a ranker; closing it twice is closing it once. */
    public final class Lease implements AutoCloseable {
        private final K key;
        private final Ranker ranker;
        private boolean released;

        private Lease(K key, Ranker ranker) {
            this.key = key;
            this.ranker = ranker;
        }

        public Ranker ranker() {
            return ranker;
        }

        @Override
        public void close() {
            if (!released) {
                released = true;
                release(key);
            }
        }
    }
}
