package io.freshet.lab.oracle;

import io.freshet.lab.feed.ObservedSlates.ObservedItem;
import io.freshet.lab.feed.ObservedSlates.ObservedSlate;
import io.freshet.lab.oracle.ExpectedOutcomes.Earning;
import io.freshet.lab.oracle.ExpectedOutcomes.Fate;
import io.freshet.lab.oracle.ObservedOutcome.Earned;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows from the event log and the slates that were seen what has to have come of them: exactly one
 * outcome of each interaction with something that stood in a slate, and of each slate that stood
 * for nothing. Where slates were seen that a failure may have made forgotten it allows what any of
 * them gives.
 */
public final class OutcomesOracle {

    private final Map<Event, Earning> earnings = new HashMap<>();
    private final Map<String, Fate> fates = new HashMap<>();
    private final Map<String, ObservedSlate> slates = new HashMap<>();

    /** An interaction, by its user and its id. */
    private record Event(String user, String id) {}

    OutcomesOracle() {}

    void add(String user, ExpectedOutcomes expected, Collection<ObservedSlate> seen) {
        expected.earnings().forEach((id, earning) -> earnings.put(new Event(user, id), earning));
        fates.putAll(expected.fates());
        seen.forEach(each -> slates.put(each.slateId(), each));
    }

    /** Holds the outcomes that came against those that had to come. */
    public OutcomesVerdict judge(List<ObservedOutcome> outcomes) {
        OutcomesVerdict.Builder verdict = new OutcomesVerdict.Builder(due(), open());
        Map<Event, Set<String>> earned = new HashMap<>();
        Set<String> unanswered = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (ObservedOutcome each : outcomes) {
            if (!ids.add(each.outcomeId())) {
                verdict.repeated();
            }
            difference(each).ifPresent(verdict::wrong);
            if (each.interaction() == null) {
                unanswered.add(each.slateId());
            } else {
                earned.computeIfAbsent(
                                new Event(each.userId(), each.interaction().eventId()),
                                event -> new HashSet<>())
                        .add(each.slateId());
            }
        }
        earned.forEach(
                (event, found) -> {
                    if (found.size() > 1) {
                        verdict.doubled(event + ": " + found);
                    }
                });
        earnings.forEach(
                (event, earning) -> {
                    if (earning.isDue() && !earned.containsKey(event)) {
                        verdict.missing(event + ", expected of " + earning.slates());
                    }
                });
        fates.forEach(
                (slateId, fate) -> {
                    if (fate == Fate.UNANSWERED && !unanswered.contains(slateId)) {
                        verdict.missing("slate " + slateId + ", which is unanswered");
                    }
                });
        return verdict.build();
    }

    private long due() {
        return earnings.values().stream().filter(Earning::isDue).count()
                + fates.values().stream().filter(Fate.UNANSWERED::equals).count();
    }

    private long open() {
        return earnings.values().stream()
                        .filter(each -> !each.isDue() && !each.slates().isEmpty())
                        .count()
                + fates.values().stream().filter(Fate.OPEN::equals).count();
    }

    /** Empty if the outcome is one that may be. */
    private Optional<String> difference(ObservedOutcome found) {
        Earned interaction = found.interaction();
        if (interaction == null) {
            Fate fate = fates.get(found.slateId());
            return fate == Fate.UNANSWERED || fate == Fate.OPEN
                    ? Optional.empty()
                    : Optional.of(
                            found
                                    + " of a slate that "
                                    + (fate == null ? "did not stand" : "was answered"));
        }
        Earning earning = earnings.get(new Event(found.userId(), interaction.eventId()));
        if (earning == null) {
            return Optional.of(found + " of an interaction that the log does not give");
        }
        if (!earning.slates().contains(found.slateId())) {
            return Optional.of(found + ", expected of " + earning.slates());
        }
        List<ObservedItem> items = slates.get(found.slateId()).items();
        ObservedItem item =
                interaction.slot() < items.size() ? items.get(interaction.slot()) : null;
        boolean isInPlace =
                item != null
                        && item.itemId().equals(interaction.itemId())
                        && item.source().equals(interaction.source());
        return isInPlace
                ? Optional.empty()
                : Optional.of(found + " is not what stands in that slot: " + item);
    }
}
