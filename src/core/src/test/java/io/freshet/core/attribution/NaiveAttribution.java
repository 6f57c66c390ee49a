package io.freshet.core.attribution;

import static io.freshet.core.attribution.TestingLedger.USER;

import io.freshet.core.attribution.AttributionRules.Evidence;
import io.freshet.core.attribution.TestingLedger.Arrival;
import io.freshet.core.attribution.TestingLedger.Caused;
import io.freshet.core.domain.AttributedInteraction;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.OutcomeKind;
import io.freshet.core.domain.OutcomeTimestamps;
import io.freshet.core.domain.Shown;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Attribution over the complete list of what arrived, without a memory to keep small: each decision
 * looks through everything again.
 */
final class NaiveAttribution {

    /** An interaction, when its slates had come and when it is decided. */
    private record Decided(
            Interaction interaction, long revision, long at, long placed, long due) {}

    /** Slots of a slate were shown. */
    private record Showing(
            Slate slate, long timestamp, String exposureEventId, Set<Integer> slots, long known) {}

    private final AttributionRules rules;
    private final List<Arrival> arrivals;
    private final List<Decided> decided = new ArrayList<>();
    private final Set<Decided> done = new HashSet<>();
    private final Map<String, Slate> earned = new HashMap<>();

    final List<Outcome> outcomes = new ArrayList<>();
    final List<Loss> losses = new ArrayList<>();

    NaiveAttribution(AttributionRules rules, List<Arrival> arrivals) {
        this.rules = rules;
        this.arrivals = arrivals;
        for (Arrival each : arrivals) {
            if (each.what() instanceof Caused caused) {
                decideUntil(each.at());
                accept(caused, each.at());
            }
        }
        decideUntil(Long.MAX_VALUE);
        for (Arrival each : arrivals) {
            if (each.what() instanceof Slate slate) {
                close(slate);
            }
            if (each.what() instanceof Exposure exposure) {
                Slate slate = slate(exposure.slateId(), each.at() + rules.patienceMillis());
                boolean counts =
                        (slate != null && arrivalOf(slate) <= each.at())
                                || isFirst(exposure, each.at());
                if (counts && (slate == null || slots(slate, exposure).isEmpty())) {
                    losses.add(Loss.EXPOSURE_UNKNOWN);
                }
            }
        }
    }

    /** Of an exposure that waits the same one again changes nothing. */
    private boolean isFirst(Exposure exposure, long at) {
        long last = Long.MIN_VALUE / 2;
        for (Arrival each : arrivals) {
            if (each.what() instanceof Exposure other
                    && other.eventId().equals(exposure.eventId())
                    && each.at() > last + rules.patienceMillis()) {
                last = each.at();
                if (last == at) {
                    return true;
                }
            }
        }
        return false;
    }

    private void decideUntil(long moment) {
        for (Decided each : decided) {
            if (each.due < moment && done.add(each)) {
                decide(each);
            }
        }
    }

    /** One that waits is not taken twice, nor one that earned something. */
    private void accept(Caused caused, long at) {
        if (earned.containsKey(caused.interaction().eventId())) {
            return;
        }
        for (Decided each : decided) {
            if (each.interaction.eventId().equals(caused.interaction().eventId())
                    && at <= each.due) {
                return;
            }
        }
        long placed = at + rules.patienceMillis();
        for (Arrival each : arrivals) {
            if (each.what() instanceof Slate slate && slate.revision() >= caused.revision()) {
                placed = Math.min(placed, Math.max(at, each.at()));
            }
        }
        long due = Math.max(placed, at + rules.latenessMillis());
        decided.add(new Decided(caused.interaction(), caused.revision(), at, placed, due));
    }

    private void decide(Decided each) {
        Interaction interaction = each.interaction;
        List<Showing> showings = showings(each.due);
        Loss why = Loss.NOT_SHOWN;
        if (interaction.slateId() != null) {
            Slate named = slate(interaction.slateId(), each.due);
            if (named == null) {
                losses.add(Loss.SLATE_UNKNOWN);
                return;
            }
            int slot = slotOf(named, interaction.itemId(), all(named));
            if (slot < 0) {
                losses.add(Loss.NOT_IN_SLATE);
                return;
            }
            showings.removeIf(s -> s.slate != named || s.exposureEventId == null);
            boolean isReported =
                    showings.stream().anyMatch(s -> s.timestamp <= interaction.timestamp());
            if (!isReported && rules.evidence() == Evidence.AUTO) {
                earn(each, named, slot, Shown.NAMED, null, all(named).size());
                return;
            }
        }
        Showing best = null;
        for (Showing showing : showings) {
            long age = interaction.timestamp() - showing.timestamp;
            if (age >= 0
                    && age <= rules.windowMillis(interaction.type())
                    && slotOf(showing.slate, interaction.itemId(), showing.slots) >= 0
                    && (best == null || isLater(showing, best))) {
                best = showing;
            }
        }
        if (best == null) {
            losses.add(why);
            return;
        }
        Set<Integer> shown = new TreeSet<>();
        for (Showing showing : showings) {
            if (showing.slate == best.slate
                    && showing.timestamp <= interaction.timestamp()
                    && showing.exposureEventId != null) {
                shown.addAll(showing.slots);
            }
        }
        boolean isExposure = best.exposureEventId != null;
        earn(
                each,
                best.slate,
                slotOf(best.slate, interaction.itemId(), best.slots),
                isExposure ? Shown.EXPOSURE : Shown.STANDING_SLATE,
                best,
                isExposure ? shown.size() : all(best.slate).size());
    }

    private static boolean isLater(Showing one, Showing other) {
        return Comparator.<Showing>comparingLong(each -> each.timestamp)
                        .thenComparing(each -> each.exposureEventId != null)
                        .thenComparing(each -> each.slate.revision())
                        .thenComparing(each -> each.slate.surface())
                        .thenComparing(each -> String.valueOf(each.exposureEventId))
                        .compare(one, other)
                > 0;
    }

    private void earn(
            Decided each, Slate slate, int slot, Shown shown, Showing showing, int slotsShown) {
        Interaction interaction = each.interaction;
        earned.put(interaction.eventId(), slate);
        outcomes.add(
                new Outcome(
                        slate.slateId() + "|" + interaction.eventId(),
                        OutcomeKind.INTERACTION,
                        USER,
                        slate.slateId(),
                        slate.surface(),
                        slate.revision(),
                        shown,
                        showing == null ? null : showing.exposureEventId,
                        slotsShown,
                        new AttributedInteraction(
                                interaction.eventId(),
                                interaction.itemId(),
                                slot,
                                slate.items().get(slot).source(),
                                interaction.type(),
                                interaction.value(),
                                interaction.timestamp()),
                        slate.model(),
                        slate.experiments(),
                        new OutcomeTimestamps(
                                slate.timestamps().emitted(),
                                showing == null ? null : showing.timestamp,
                                each.due)));
    }

    /** A slate closes when it was not shown again for so long and nothing waits from before. */
    private void close(Slate slate) {
        List<Showing> all = new ArrayList<>(allShowings());
        all.removeIf(each -> each.slate != slate);
        if (all.isEmpty()) {
            return;
        }
        long closed = Long.MIN_VALUE;
        for (Showing each : all) {
            if (closed == Long.MIN_VALUE || each.known <= closed) {
                closed = each.known + rules.windowMillis() + rules.latenessMillis();
                long planned = closed;
                for (Decided waiting : decided) {
                    if (waiting.at <= planned) {
                        closed = Math.max(closed, waiting.due);
                    }
                }
            }
        }
        long at = closed;
        boolean isAnswered =
                decided.stream()
                        .anyMatch(
                                each ->
                                        each.due <= at
                                                && earned.get(each.interaction.eventId()) == slate
                                                && outcomes.stream().anyMatch(o -> isOf(o, each)));
        List<Showing> showings = showings(at);
        showings.removeIf(each -> each.slate != slate);
        if (isAnswered || showings.isEmpty()) {
            return;
        }
        Showing first = null;
        Set<Integer> shown = new TreeSet<>();
        for (Showing each : showings) {
            if (each.exposureEventId != null) {
                shown.addAll(each.slots);
            }
            if (first == null || isBefore(each, first)) {
                first = each;
            }
        }
        outcomes.add(
                new Outcome(
                        slate.slateId(),
                        OutcomeKind.UNANSWERED,
                        USER,
                        slate.slateId(),
                        slate.surface(),
                        slate.revision(),
                        shown.isEmpty() ? Shown.STANDING_SLATE : Shown.EXPOSURE,
                        first.exposureEventId,
                        shown.isEmpty() ? all(slate).size() : shown.size(),
                        null,
                        slate.model(),
                        slate.experiments(),
                        new OutcomeTimestamps(slate.timestamps().emitted(), first.timestamp, at)));
    }

    private static boolean isOf(Outcome outcome, Decided each) {
        return outcome.interaction() != null
                && outcome.interaction().eventId().equals(each.interaction.eventId())
                && outcome.timestamps().decided() == each.due;
    }

    private static boolean isBefore(Showing one, Showing other) {
        return Comparator.<Showing>comparingInt(each -> each.exposureEventId == null ? 1 : 0)
                        .thenComparing(each -> each.timestamp)
                        .thenComparing(each -> String.valueOf(each.exposureEventId))
                        .compare(one, other)
                < 0;
    }

    /** What is known to have been shown at a moment, and counts. */
    private List<Showing> showings(long moment) {
        List<Showing> known = new ArrayList<>(allShowings());
        known.removeIf(each -> each.known > moment);
        List<Showing> exposures = new ArrayList<>(known);
        exposures.removeIf(each -> each.exposureEventId == null);
        known.removeIf(
                each ->
                        each.exposureEventId == null
                                && exposures.stream()
                                        .anyMatch(
                                                e ->
                                                        e.slate
                                                                        .surface()
                                                                        .equals(
                                                                                each.slate
                                                                                        .surface())
                                                                && e.timestamp <= each.timestamp));
        return known;
    }

    /** Everything that was ever shown, each thing once, in the order in which it was known. */
    List<Showing> allShowings() {
        List<Showing> all = new ArrayList<>();
        for (Arrival each : arrivals) {
            if (each.what() instanceof Exposure exposure) {
                Slate slate = slate(exposure.slateId(), each.at() + rules.patienceMillis());
                if (slate != null
                        && (arrivalOf(slate) <= each.at() || isFirst(exposure, each.at()))
                        && !slots(slate, exposure).isEmpty()) {
                    all.add(
                            new Showing(
                                    slate,
                                    exposure.timestamp(),
                                    exposure.eventId(),
                                    slots(slate, exposure),
                                    Math.max(each.at(), arrivalOf(slate))));
                }
            }
        }
        for (Decided each : decided) {
            Slate stood = null;
            for (Arrival arrival : arrivals) {
                if (arrival.what() instanceof Slate slate
                        && arrival.at() <= each.placed
                        && slate.revision() < each.revision
                        && !slate.items().isEmpty()
                        && (each.interaction.surface() == null
                                || each.interaction.surface().equals(slate.surface()))
                        && (stood == null
                                || slate.revision() > stood.revision()
                                || (slate.revision() == stood.revision()
                                        && slate.surface().compareTo(stood.surface()) > 0))) {
                    stood = slate;
                }
            }
            if (stood != null
                    && each.interaction.slateId() == null
                    && rules.evidence() == Evidence.AUTO) {
                long timestamp = each.interaction.timestamp();
                all.add(new Showing(stood, timestamp, null, all(stood), each.placed));
            }
        }
        all.sort(Comparator.comparingLong(each -> each.known));
        List<Showing> once = new ArrayList<>();
        for (Showing each : all) {
            if (once.stream().noneMatch(other -> isSame(each, other))) {
                once.add(each);
            }
        }
        return once;
    }

    /** The most moments at which one slate was shown. */
    long mostShowings() {
        return allShowings().stream()
                .mapToLong(
                        each -> allShowings().stream().filter(o -> o.slate == each.slate).count())
                .max()
                .orElse(0);
    }

    private static boolean isSame(Showing one, Showing other) {
        return one.slate == other.slate
                && (one.exposureEventId == null
                        ? other.exposureEventId == null && one.timestamp == other.timestamp
                        : one.exposureEventId.equals(other.exposureEventId));
    }

    private Slate slate(String slateId, long until) {
        for (Arrival each : arrivals) {
            if (each.at() <= until
                    && each.what() instanceof Slate slate
                    && slate.slateId().equals(slateId)) {
                return slate;
            }
        }
        return null;
    }

    private long arrivalOf(Slate slate) {
        return arrivals.stream().filter(each -> each.what() == slate).findFirst().get().at();
    }

    private static Set<Integer> all(Slate slate) {
        Set<Integer> all = new TreeSet<>();
        for (int i = 0; i < slate.items().size(); i++) {
            all.add(i);
        }
        return all;
    }

    private static Set<Integer> slots(Slate slate, Exposure exposure) {
        Set<Integer> slots = all(slate);
        if (exposure.slots() != null) {
            slots.retainAll(exposure.slots());
        }
        return slots;
    }

    private static int slotOf(Slate slate, String itemId, Set<Integer> among) {
        List<SlateItem> items = slate.items();
        return among.stream()
                .filter(slot -> items.get(slot).itemId().equals(itemId))
                .findFirst()
                .orElse(-1);
    }
}
