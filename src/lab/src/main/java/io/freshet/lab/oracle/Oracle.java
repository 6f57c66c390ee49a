package io.freshet.lab.oracle;

import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.feed.ObservedSlates.ObservedItem;
import io.freshet.lab.oracle.EventRecord.Position;
import io.freshet.lab.oracle.ExpectedSlates.Scored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows from the event log alone what the feed has to say: each user's windows and revisions, one
 * event after the other, and with the bundle each revision's slate, by the catalogue generator
 * alone.
 */
public final class Oracle {

    private final Path bundle;
    private final int windowLength;
    private final int slateSize;

    /**
     * @param windowLength of the job, {@code recommender.window.max-length}
     * @param slateSize of the job, {@code recommender.slate.size}
     */
    public Oracle(Path bundle, int windowLength, int slateSize) {
        this.bundle = bundle;
        this.windowLength = windowLength;
        this.slateSize = slateSize;
    }

    /**
     * What there has to be when everything was processed.
     *
     * @param lastRevisions of each user
     * @param interactions accepted
     * @param malformed where the records are that hold no interaction
     */
    public record Expectation(
            Map<String, Long> lastRevisions, long interactions, Set<Position> malformed) {

        /** Users whose newest slate is not there yet. */
        public long missing(ObservedSlates observed) {
            return lastRevisions.entrySet().stream()
                    .filter(user -> observed.lastRevision(user.getKey()) < user.getValue())
                    .count();
        }
    }

    /** Reads a log, each user's records in the order of the topic. */
    public Expectation expect(Iterable<EventRecord> log) {
        Map<String, ExpectedWindow> windows = new HashMap<>();
        Set<Position> malformed = new HashSet<>();
        long interactions = 0;
        for (EventRecord found : log) {
            Optional<LoggedEvent> event = LoggedEvent.read(found.value(), found.appended());
            if (event.isEmpty()) {
                malformed.add(found.position());
            } else if (changed(windows, event.get())) {
                interactions++;
            }
        }
        Map<String, Long> lastRevisions = new HashMap<>();
        windows.forEach((user, window) -> lastRevisions.put(user, window.revision()));
        return new Expectation(lastRevisions, interactions, malformed);
    }

    /** Holds everything that a feed said against what it had to say. */
    public Verdict judge(
            Iterable<EventRecord> log, ObservedSlates observed, List<Position> deadLetters)
            throws IOException {
        Expectation expectation = expect(log);
        Verdict.Builder verdict = new Verdict.Builder(expectation, observed);
        verdict.deadLetters(deadLetters, expectation.malformed());
        expectation
                .lastRevisions()
                .forEach(
                        (user, revision) ->
                                verdict.lastRevision(user, revision, observed.lastRevision(user)));
        Map<String, ExpectedWindow> windows = new HashMap<>();
        long known = 0;
        try (ExpectedSlates slates = new ExpectedSlates(bundle)) {
            for (EventRecord found : log) {
                Optional<LoggedEvent> event = LoggedEvent.read(found.value(), found.appended());
                if (event.isPresent() && changed(windows, event.get())) {
                    String user = event.get().user();
                    ExpectedWindow window = windows.get(user);
                    List<List<ObservedItem>> lists = observed.lists(user, window.revision());
                    known += lists.isEmpty() ? 0 : 1;
                    for (List<ObservedItem> list : lists) {
                        verdict.slate(user, window.revision(), difference(list, slates, window));
                    }
                }
            }
        }
        verdict.unknownRevisions(observed.revisions() - known);
        return verdict.build();
    }

    private boolean changed(Map<String, ExpectedWindow> windows, LoggedEvent event) {
        ExpectedWindow before = windows.getOrDefault(event.user(), ExpectedWindow.EMPTY);
        ExpectedWindow after = before.with(event, windowLength);
        windows.put(event.user(), after);
        return after.revision() > before.revision();
    }

    /** Empty if the list is the one that the window deserves. */
    private Optional<String> difference(
            List<ObservedItem> list, ExpectedSlates slates, ExpectedWindow window)
            throws IOException {
        // Some more than fit, because items of all but equal scores may stand in either order.
        int count = Math.min(slates.vocabulary(), slateSize + SlateDifference.NEARLY_EQUAL);
        List<Scored> best = slates.best(window, count);
        return SlateDifference.between(list, best, Math.min(slateSize, slates.vocabulary()));
    }
}
