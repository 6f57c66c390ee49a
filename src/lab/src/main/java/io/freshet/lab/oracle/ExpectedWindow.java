package io.freshet.lab.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A user's behaviour window as it has to be after an accepted interaction.
 *
 * @param revision begins with the time of the first interaction and counts the accepted ones
 * @param events oldest first
 */
record ExpectedWindow(long revision, List<LoggedEvent> events) {

    static final ExpectedWindow EMPTY = new ExpectedWindow(0, List.of());

    private static final long LONGEST_AGE = Duration.ofDays(30).toMillis();

    /**
     * The window after this event, or this one if the event changes nothing.
     *
     * @param longest most events that a window holds
     * @throws IllegalStateException if two events of the user have one time: their order is not
     *     specified
     */
    ExpectedWindow with(LoggedEvent event, int longest) {
        boolean duplicate = events.stream().anyMatch(each -> each.id().equals(event.id()));
        if (duplicate || isForgotten(event, longest)) {
            return this;
        }
        if (events.stream().anyMatch(each -> each.time() == event.time())) {
            throw new IllegalStateException("two events have one time: " + event);
        }
        List<LoggedEvent> all = new ArrayList<>(events);
        all.add(event);
        all.sort(Comparator.comparingLong(LoggedEvent::time));
        long newest = all.get(all.size() - 1).time();
        all.removeIf(each -> each.time() <= newest - LONGEST_AGE);
        List<LoggedEvent> kept = all.subList(Math.max(0, all.size() - longest), all.size());
        return new ExpectedWindow(revision == 0 ? event.time() : revision + 1, List.copyOf(kept));
    }

    private boolean isForgotten(LoggedEvent event, int longest) {
        if (events.isEmpty()) {
            return false;
        }
        boolean tooOld = event.time() <= newest() - LONGEST_AGE;
        boolean beforeAFullWindow = events.size() == longest && event.time() < events.get(0).time();
        return tooOld || beforeAFullWindow;
    }

    long newest() {
        return events.get(events.size() - 1).time();
    }
}
