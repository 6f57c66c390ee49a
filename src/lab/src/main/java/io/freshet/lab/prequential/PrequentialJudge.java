package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.lab.dataset.InteractionLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Holds the slates of a feed against the log that the feed was made from. Each judged event, or
 * basket, is judged by the slate that its user's event before it caused, and by nothing later,
 * whoever's: so neither the speed of a replay nor the order in which slates arrive makes a
 * difference. A slate that never comes is a miss.
 *
 * <p>Slates are judged as they come and not kept. Safe for several threads.
 */
public final class PrequentialJudge {

    static final String FEED = "feed";

    private static final long NO_SLATE = Long.MAX_VALUE;

    private final PrequentialSettings settings;
    private final long events;
    private final ItemNumbers items = new ItemNumbers();
    private final int logItems;
    private final Judgements judgements;
    private final Map<String, Integer> judgementOfCause = new HashMap<>();
    private final long[] revisions;
    private final boolean[] tooShort;
    private final Marks marks;
    private final Map<String, RunMarks> earlier = new LinkedHashMap<>();
    private long offered;
    private long repeated;

    /**
     * Walks along the events, twice.
     *
     * @param log in the order of time, no two events of one user at one time
     */
    PrequentialJudge(Iterable<Interaction> log, PrequentialSettings settings) {
        this(log, count(log), settings);
    }

    private PrequentialJudge(Iterable<Interaction> log, long events, PrequentialSettings settings) {
        this.settings = requireNonNull(settings, "settings");
        this.events = events;
        LogWalk walk = new LogWalk(settings, events, items);
        log.forEach(walk::take);
        this.judgements = walk.finish();
        this.logItems = items.size();
        this.marks = new Marks(settings, judgements.size());
        this.tooShort = new boolean[judgements.size()];
        this.revisions = new long[judgements.size()];
        Arrays.fill(revisions, NO_SLATE);
        for (int i = 0; i < judgements.size(); i++) {
            String cause = judgements.judged().get(i).causeEventId();
            if (judgementOfCause.put(cause, i) != null) {
                throw new IllegalArgumentException(
                        "event id " + cause + " occurs twice, expected an id for every event");
            }
        }
    }

    /**
     * A judge over a file that {@code lab import} wrote; reads it twice and works out how the
     * references do.
     */
    public static PrequentialJudge over(Path log, PrequentialSettings settings) throws IOException {
        long events;
        try (InteractionLog counted = InteractionLog.open(log)) {
            events = count(() -> counted);
        }
        if (events == 0) {
            throw new IllegalArgumentException(log + " is empty, expected events to judge");
        }
        try (InteractionLog walked = InteractionLog.open(log)) {
            return new PrequentialJudge(() -> walked, events, settings);
        }
    }

    /**
     * Judges a slate if something is judged by it. Of several slates of one cause the lowest
     * revision counts, which is the one that the cause itself got; of equal revisions the first.
     */
    public synchronized void offer(Slate slate) {
        offered++;
        Integer judgement = judgementOfCause.get(slate.causeEventId());
        if (judgement == null) {
            return;
        }
        if (revisions[judgement] != NO_SLATE) {
            repeated++;
        }
        if (slate.revision() >= revisions[judgement]) {
            return;
        }
        revisions[judgement] = slate.revision();
        tooShort[judgement] = slate.items().size() < settings.k();
        marks.mark(judgement, judgements.judged().get(judgement), listOf(slate));
    }

    /**
     * The report is to say how far the feed is ahead of an earlier run.
     *
     * @param name of that run
     * @throws IllegalArgumentException if that run was judged by something else
     */
    public void holdAgainst(String name, RunMarks marksOfRun) {
        String expected = whatIsJudged();
        if (!marksOfRun.judged().equals(expected)
                || marksOfRun.hits().length != judgements.size()) {
            throw new IllegalArgumentException(
                    "the marks of '"
                            + name
                            + "' are of "
                            + marksOfRun.judged()
                            + ", expected "
                            + expected
                            + ": another log, unit, share or k");
        }
        earlier.put(name, marksOfRun);
    }

    /** How each list did, for later runs to be held against. */
    public synchronized RunMarks marks() {
        return marks.kept(whatIsJudged(), judgements.size());
    }

    private String whatIsJudged() {
        CRC32C causes = new CRC32C();
        for (Judged each : judgements.judged()) {
            causes.update(each.causeEventId().getBytes(StandardCharsets.UTF_8));
        }
        return String.format(
                Locale.ROOT,
                "%d %s at %d, %08x",
                judgements.size(),
                settings.unit().plural(),
                settings.k(),
                causes.getValue());
    }

    /** Whether something is judged by the slate that an event causes. */
    public boolean judgesSlateOf(String eventId) {
        return judgementOfCause.containsKey(eventId);
    }

    /** Position of the first event that may be judged, from 0. */
    public long firstJudged() {
        return settings.firstJudged(events);
    }

    /** How the feed did so far, beside the references. */
    public synchronized PrequentialReport report() {
        List<MethodScores> methods = new ArrayList<>();
        methods.add(marks.scores(FEED, judgements.judged()));
        methods.addAll(judgements.referenceScores());
        int missing = 0;
        int shortSlates = 0;
        for (int i = 0; i < revisions.length; i++) {
            missing += revisions[i] == NO_SLATE ? 1 : 0;
            shortSlates += tooShort[i] ? 1 : 0;
        }
        FeedFacts feed = new FeedFacts(offered, missing, repeated, shortSlates);
        return new PrequentialReport(logFacts(), feed, methods, leads(), leadsOverRuns(), null);
    }

    /** How the references did alone; needs no slates. */
    public PrequentialReport references() {
        return new PrequentialReport(
                logFacts(), null, judgements.referenceScores(), List.of(), List.of(), null);
    }

    private int[] listOf(Slate slate) {
        return slate.items().stream()
                .limit(settings.k())
                .map(SlateItem::itemId)
                .mapToInt(items::of)
                .toArray();
    }

    private LogFacts logFacts() {
        return new LogFacts(
                settings.unit(),
                settings.k(),
                events,
                firstJudged(),
                judgements.fromMillis(),
                logItems,
                judgements.size(),
                judgements.members(Group.REPEATS),
                judgements.members(Group.NEW));
    }

    private List<Lead> leads() {
        if (judgements.size() == 0) {
            return List.of();
        }
        List<Lead> leads = new ArrayList<>();
        for (Score.Part part : Score.Part.values()) {
            leads.add(leadOverBest(part));
        }
        return leads;
    }

    private List<Lead> leadsOverRuns() {
        List<Lead> leads = new ArrayList<>();
        earlier.forEach(
                (name, run) -> {
                    for (Score.Part part : Score.Part.values()) {
                        leads.add(marks.leadOver(run, name, part));
                    }
                });
        return leads;
    }

    /** The smallest of the leads over the references is the one over the best. */
    private Lead leadOverBest(Score.Part part) {
        return judgements.references().entrySet().stream()
                .map(
                        each ->
                                marks.leadOver(
                                        each.getValue(), each.getKey(), part, judgements.size()))
                .min(Comparator.comparingDouble(Lead::difference))
                .orElseThrow();
    }

    private static long count(Iterable<Interaction> log) {
        long count = 0;
        for (Interaction each : log) {
            requireNonNull(each, "event");
            count++;
        }
        return count;
    }
}
