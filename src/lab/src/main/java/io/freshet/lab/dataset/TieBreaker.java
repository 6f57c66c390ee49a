package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Moves interactions of one user that share a time apart by a millisecond each, in their order, and
 * keeps the order of time over all users. Takes them sorted by time. It remembers the last time of
 * every user, and holds back no more than one cluster of equal times.
 */
final class TieBreaker implements TimeSort.Target {

    private final InteractionSink sink;
    private final ImportReport report;
    private final Map<String, Long> lastOfUser = new HashMap<>();
    private final PriorityQueue<SequencedInteraction> held =
            new PriorityQueue<>(SequencedInteraction.ORDER);
    private final Set<List<String>> saidNow = new HashSet<>();
    private long now = Long.MIN_VALUE;

    TieBreaker(InteractionSink sink, ImportReport report) {
        this.sink = requireNonNull(sink, "sink");
        this.report = requireNonNull(report, "report");
    }

    @Override
    public void accept(SequencedInteraction next) throws IOException {
        Interaction found = next.interaction();
        if (found.timestamp() > now) {
            now = found.timestamp();
            saidNow.clear();
            release();
        }
        if (next.oneOnly() && !saidNow.add(List.of(found.userId(), found.itemId(), found.type()))) {
            report.repeat();
            return;
        }
        Long last = lastOfUser.get(found.userId());
        long timestamp = last == null ? now : Math.max(now, last + 1);
        lastOfUser.put(found.userId(), timestamp);
        held.add(
                new SequencedInteraction(
                        next.sequence(), next.oneOnly(), atTime(found, timestamp)));
    }

    /** Lets go of what is held back, when nothing more comes. */
    void finish() throws IOException {
        now = Long.MAX_VALUE;
        release();
    }

    private void release() throws IOException {
        for (SequencedInteraction first = held.peek();
                first != null && first.interaction().timestamp() < now;
                first = held.peek()) {
            sink.accept(first.interaction());
            held.remove();
        }
    }

    private static Interaction atTime(Interaction found, long timestamp) {
        return new Interaction(
                found.eventId(),
                found.userId(),
                found.itemId(),
                found.type(),
                timestamp,
                found.surface(),
                found.slateId(),
                found.value());
    }
}
