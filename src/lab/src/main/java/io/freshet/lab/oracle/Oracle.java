package io.freshet.lab.oracle;

import io.freshet.lab.feed.ObservedSlates;
import io.freshet.lab.feed.ObservedSlates.ObservedSlate;
import io.freshet.lab.oracle.EventRecord.Position;
import io.freshet.lab.oracle.ExpectedOutcomes.Act;
import io.freshet.lab.oracle.ExpectedSlates.Scored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** {@code recommender.slate.surface} of the job. */
    private static final String SURFACE = "home";

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
        expectation.lastRevisions().forEach(verdict::lastRevision);
        Map<String, ExpectedWindow> windows = new HashMap<>();
        long known = 0;
        try (ExpectedSlates slates = new ExpectedSlates(bundle)) {
            for (EventRecord found : log) {
                Optional<LoggedEvent> event = LoggedEvent.read(found.value(), found.appended());
                if (event.isPresent() && changed(windows, event.get())) {
                    String user = event.get().user();
                    ExpectedWindow window = windows.get(user);
                    List<ObservedSlate> seen = observed.slates(user, window.revision());
                    known += seen.isEmpty() ? 0 : 1;
                    for (ObservedSlate slate : seen) {
                        verdict.slate(
                                user,
                                window.revision(),
                                difference(slate, event.get(), slates, window));
                    }
                }
            }
        }
        verdict.unknownRevisions(observed.revisions() - known);
        return verdict.build();
    }

    /**
     * Knows what there is to be counted of a log, each user's records in the order of the topic.
     */
    public CountsOracle counts(Iterable<EventRecord> log, Counting counting) {
        ExpectedCounts counts = new ExpectedCounts(counting);
        Map<String, ExpectedWindow> windows = new HashMap<>();
        for (EventRecord found : log) {
            Optional<LoggedEvent> event = LoggedEvent.read(found.value(), found.appended());
            if (event.isPresent() && changed(windows, event.get())) {
                counts.add(event.get(), windows.get(event.get().user()));
            }
        }
        return new CountsOracle(counts);
    }

    /**
     * Knows what has to come of slates, each user's records in the order of the topic.
     *
     * @param observed all slates that there are
     */
    public OutcomesOracle outcomes(
            Iterable<EventRecord> log,
            ObservedSlates observed,
            Attributing attributing,
            SureSlates sure) {
        Map<String, List<Act>> acts = new HashMap<>();
        Map<String, ExpectedWindow> windows = new HashMap<>();
        for (EventRecord found : log) {
            Optional<LoggedEvent> event = LoggedEvent.read(found.value(), found.appended());
            if (event.isPresent() && changed(windows, event.get())) {
                String user = event.get().user();
                acts.computeIfAbsent(user, each -> new ArrayList<>())
                        .add(new Act(event.get(), windows.get(user).revision()));
            }
        }
        OutcomesOracle oracle = new OutcomesOracle();
        acts.forEach(
                (user, of) ->
                        oracle.add(
                                user,
                                new ExpectedOutcomes(user, attributing, observed, sure, of),
                                observed.slates(user)));
        return oracle;
    }

    private boolean changed(Map<String, ExpectedWindow> windows, LoggedEvent event) {
        ExpectedWindow before = windows.getOrDefault(event.user(), ExpectedWindow.EMPTY);
        ExpectedWindow after = before.with(event, windowLength);
        windows.put(event.user(), after);
        return after.revision() > before.revision();
    }

    /** Empty if the slate is the one that the event and the window deserve. */
    private Optional<String> difference(
            ObservedSlate slate, LoggedEvent cause, ExpectedSlates slates, ExpectedWindow window)
            throws IOException {
        ObservedSlate expected =
                new ObservedSlate(
                        SURFACE + '|' + cause.user() + '|' + window.revision(),
                        SURFACE,
                        slates.model(),
                        cause.id(),
                        slate.items());
        if (!slate.equals(expected)) {
            return Optional.of("is " + slate + ", expected " + expected);
        }
        // Some more than fit, because items of all but equal scores may stand in either order.
        int count = Math.min(slates.vocabulary(), slateSize + SlateDifference.NEARLY_EQUAL);
        List<Scored> best = slates.best(window, count);
        return SlateDifference.between(
                slate.items(), best, Math.min(slateSize, slates.vocabulary()));
    }
}
