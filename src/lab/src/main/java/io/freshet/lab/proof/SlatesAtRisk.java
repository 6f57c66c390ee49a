package io.freshet.lab.proof;

import io.freshet.core.domain.Slate;
import io.freshet.lab.oracle.SureSlates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which slates a failure may have made forgotten: those that were sent after the last checkpoint
 * before it, until checkpoints complete again.
 */
final class SlatesAtRisk implements SureSlates {

    private final List<Danger> past = new ArrayList<>();
    private final Map<String, Long> firstSent = new HashMap<>();
    private final Map<String, Long> lastSent = new HashMap<>();
    private long since = Long.MAX_VALUE;

    /** A time, epoch milliseconds. */
    private record Danger(long since, long until) {

        boolean holds(long moment) {
            return moment >= since && moment <= until;
        }
    }

    /**
     * Something breaks.
     *
     * @param lastCheckpoint when the last one that is complete had begun, epoch milliseconds
     */
    synchronized void fault(long lastCheckpoint) {
        since = Math.min(since, lastCheckpoint);
    }

    /** Everything goes on. */
    synchronized void over(long nowMillis) {
        if (since != Long.MAX_VALUE) {
            past.add(new Danger(since, nowMillis));
            since = Long.MAX_VALUE;
        }
    }

    synchronized void sent(Slate slate) {
        String key = key(slate.userId(), slate.revision());
        long emitted = slate.timestamps().emitted();
        firstSent.merge(key, emitted, Math::min);
        lastSent.merge(key, emitted, Math::max);
    }

    @Override
    public synchronized boolean isSure(String user, long revision) {
        String slate = key(user, revision);
        return !isAtRisk(firstSent.get(slate)) || !isAtRisk(lastSent.get(slate));
    }

    private boolean isAtRisk(long moment) {
        return moment >= since || past.stream().anyMatch(each -> each.holds(moment));
    }

    private static String key(String user, long revision) {
        return user + '|' + revision;
    }
}
