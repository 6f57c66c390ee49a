package io.freshet.core.subscription;

import io.freshet.core.domain.Slate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A subscriber's whole rule: per key, ignore a revision at or below the last one seen. A slate that
 * is taken back does not make an old revision new.
 *
 * <p>Remembers one number for every key. Who keeps slates in a store of their own, or more keys
 * than fit in memory, keeps the revision beside the slate there and compares with that one. For any
 * number of threads.
 */
public final class Revisions {

    private final Map<String, Long> last = new ConcurrentHashMap<>();

    /** Whether the slate is newer than all that were asked about under its key. */
    public boolean isNews(Slate slate) {
        boolean[] news = new boolean[1];
        last.compute(
                slate.key(),
                (key, seen) -> {
                    news[0] = seen == null || slate.revision() > seen;
                    return news[0] ? Long.valueOf(slate.revision()) : seen;
                });
        return news[0];
    }

    /** How many keys there are. */
    public int keys() {
        return last.size();
    }
}
