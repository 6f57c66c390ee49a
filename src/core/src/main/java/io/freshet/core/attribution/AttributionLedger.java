package io.freshet.core.attribution;

import static java.util.Objects.requireNonNull;

import io.freshet.core.attribution.AttributionRules.Evidence;
import io.freshet.core.behaviour.EventHash;
import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What was shown to one user and what came of it: tells which exposure earned which outcome.
 *
 * <p>Slates, exposures and interactions may come in any order between each other, late and more
 * than once; the slates of a surface come in ascending revision. They are only written down.
 * Decisions fall in {@link #close}, when what may still come late has come, so that the same events
 * earn the same in every order of arrival; where a bound is reached, they fall earlier.
 *
 * <p>Every method takes the machine's clock, epoch milliseconds. It says when decisions fall and
 * stamps them, and nothing else in an outcome depends on it.
 */
public final class AttributionLedger {

    private final String userId;
    private final AttributionRules rules;
    private final List<RememberedSlate> slates;
    private final List<WaitingInteraction> interactions;
    private final List<WaitingExposure> exposures;
    private final Map<String, Long> firstExposures;
    private final LastTouch lastTouch;
    private final OutcomeAssembler outcomes;

    private AttributionLedger(String userId, AttributionRules rules, LedgerContents contents) {
        this.userId = requireNonNull(userId, "userId");
        this.rules = requireNonNull(rules, "rules");
        this.slates = new ArrayList<>(contents.slates());
        this.interactions = new ArrayList<>(contents.interactions());
        this.exposures = new ArrayList<>(contents.exposures());
        this.firstExposures = new TreeMap<>(contents.firstExposures());
        this.lastTouch = new LastTouch(rules, slates, firstExposures);
        this.outcomes = new OutcomeAssembler();
    }

    /** The ledger of a user of whom nothing is remembered. */
    public static AttributionLedger empty(String userId, AttributionRules rules) {
        return new AttributionLedger(userId, rules, LedgerContents.NONE);
    }

    static AttributionLedger restored(
            String userId, AttributionRules rules, LedgerContents contents) {
        return new AttributionLedger(userId, rules, contents);
    }

    LedgerContents contents() {
        return new LedgerContents(slates, interactions, exposures, firstExposures);
    }

    /** Whether nothing is remembered, so that nothing needs to be kept. */
    public boolean isEmpty() {
        return slates.isEmpty() && interactions.isEmpty() && exposures.isEmpty();
    }

    /** How many slots and waiting events are remembered, the slots that these name included. */
    public int size() {
        int size = interactions.size() + exposures.size();
        for (WaitingExposure each : exposures) {
            List<Integer> named = each.exposure().slots();
            size += named == null ? 0 : named.size();
        }
        for (RememberedSlate each : slates) {
            size += each.facts().slots().size();
        }
        return size;
    }

    /** A slate was made; one that does not follow its surface's last one changes nothing. */
    public void slate(SlateFacts slate, long nowMillis, AttributionListener listener) {
        requireUser(slate.userId());
        boolean isNext =
                slates.stream()
                        .map(RememberedSlate::facts)
                        .filter(each -> each.surface().equals(slate.surface()))
                        .allMatch(each -> each.revision() < slate.revision());
        if (!isNext) {
            return;
        }
        slates.add(RememberedSlate.arrived(slate, nowMillis));
        showWhatWaited(slate.slateId(), nowMillis, listener);
        place(Long.MIN_VALUE, nowMillis, listener);
        while (slates.size() > rules.maxSlates()) {
            evict(nowMillis, listener);
        }
    }

    /** A slate was shown. */
    public void exposure(Exposure exposure, long nowMillis, AttributionListener listener) {
        requireUser(exposure.userId());
        Optional<RememberedSlate> slate = lastTouch.find(exposure.slateId());
        if (slate.isPresent()) {
            show(slate.get(), exposure, nowMillis, listener);
            return;
        }
        boolean waits =
                exposures.stream()
                        .anyMatch(each -> each.exposure().eventId().equals(exposure.eventId()));
        if (!waits) {
            exposures.add(new WaitingExposure(exposure, nowMillis));
            boundWaiting(nowMillis, listener);
        }
    }

    /**
     * The user acted on an item.
     *
     * @param revision the user's revision that it caused
     */
    public void interaction(
            Interaction interaction, long revision, long nowMillis, AttributionListener listener) {
        requireUser(interaction.userId());
        long eventHash = EventHash.of(interaction.eventId());
        boolean isKnown =
                slates.stream().anyMatch(each -> each.earned(eventHash))
                        || interactions.stream()
                                .map(each -> each.interaction().eventId())
                                .anyMatch(interaction.eventId()::equals);
        if (!isKnown) {
            interactions.add(new WaitingInteraction(interaction, revision, nowMillis, false));
            place(Long.MIN_VALUE, nowMillis, listener);
            boundWaiting(nowMillis, listener);
        }
    }

    /** Decides whatever is due, and forgets what is over. */
    public void close(long nowMillis, AttributionListener listener) {
        long patientSince = nowMillis - rules.patienceMillis();
        while (!exposures.isEmpty() && exposures.get(0).arrived() <= patientSince) {
            exposures.remove(0);
            listener.lost(Loss.EXPOSURE_UNKNOWN);
        }
        place(patientSince, nowMillis, listener);
        for (WaitingInteraction each : List.copyOf(interactions)) {
            if (each.isPlaced() && each.arrived() + rules.latenessMillis() <= nowMillis) {
                decide(each, nowMillis, listener);
            }
        }
        for (RememberedSlate each : List.copyOf(slates)) {
            if (isOpen(each) && closesAt(each) <= nowMillis && !isAwaited(each)) {
                close(each, nowMillis, listener);
            }
            if (!isOpen(each) && forgottenAt(each) <= nowMillis) {
                forget(each);
            }
        }
    }

    /**
     * When {@link #close} has something to do next, epoch milliseconds of the machine; may lie in
     * the past. Nothing as long as {@link #isEmpty nothing is remembered}.
     */
    public OptionalLong nextDeadline() {
        long next = Long.MAX_VALUE;
        if (!exposures.isEmpty()) {
            next = exposures.get(0).arrived() + rules.patienceMillis();
        }
        for (WaitingInteraction each : interactions) {
            next = Math.min(next, decidedAt(each));
        }
        for (RememberedSlate each : slates) {
            if (!isOpen(each)) {
                next = Math.min(next, forgottenAt(each));
            } else if (!isAwaited(each)) {
                next = Math.min(next, closesAt(each));
            }
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
    }

    private long decidedAt(WaitingInteraction each) {
        return each.arrived() + (each.isPlaced() ? rules.latenessMillis() : rules.patienceMillis());
    }

    private long closesAt(RememberedSlate slate) {
        return slate.touched() + rules.windowMillis() + rules.latenessMillis();
    }

    private long forgottenAt(RememberedSlate slate) {
        return slate.touched() + rules.memoryMillis();
    }

    private static boolean isOpen(RememberedSlate slate) {
        return !slate.isClosed() && !slate.touches().isEmpty();
    }

    /** Whether an interaction that came before the slate closes is not decided yet. */
    private boolean isAwaited(RememberedSlate slate) {
        for (WaitingInteraction each : interactions) {
            if (each.arrived() <= closesAt(slate)) {
                return true;
            }
        }
        return false;
    }

    private void showWhatWaited(String slateId, long nowMillis, AttributionListener listener) {
        RememberedSlate slate = slates.get(slates.size() - 1);
        for (WaitingExposure each : List.copyOf(exposures)) {
            if (each.exposure().slateId().equals(slateId)) {
                exposures.remove(each);
                show(slate, each.exposure(), nowMillis, listener);
            }
        }
    }

    private void show(
            RememberedSlate slate,
            Exposure exposure,
            long nowMillis,
            AttributionListener listener) {
        BitSet shown = slate.facts().allSlots();
        if (exposure.slots() != null) {
            BitSet named = new BitSet();
            exposure.slots().forEach(named::set);
            shown.and(named);
        }
        if (shown.isEmpty()) {
            listener.lost(Loss.EXPOSURE_UNKNOWN);
            return;
        }
        touch(
                slate,
                new Touch(exposure.timestamp(), exposure.eventId(), shown),
                nowMillis,
                listener);
        firstExposures.merge(slate.facts().surface(), exposure.timestamp(), Math::min);
    }

    /**
     * Says of each interaction whose slates have come, or that came until {@code patientSince},
     * which slate stood at it.
     */
    private void place(long patientSince, long nowMillis, AttributionListener listener) {
        long newest = slates.stream().mapToLong(each -> each.facts().revision()).max().orElse(0);
        interactions.replaceAll(
                each -> {
                    if (each.isPlaced()
                            || (each.revision() > newest && each.arrived() > patientSince)) {
                        return each;
                    }
                    if (each.interaction().slateId() == null && rules.evidence() == Evidence.AUTO) {
                        standingAt(each)
                                .ifPresent(slate -> stood(slate, each, nowMillis, listener));
                    }
                    return each.placed();
                });
    }

    private Optional<RememberedSlate> standingAt(WaitingInteraction waiting) {
        String surface = waiting.interaction().surface();
        return slates.stream()
                .filter(each -> surface == null || each.facts().surface().equals(surface))
                .filter(each -> each.facts().revision() < waiting.revision())
                .filter(each -> !each.facts().slots().isEmpty())
                .max(RememberedSlate.ORDER);
    }

    private void stood(
            RememberedSlate slate,
            WaitingInteraction at,
            long nowMillis,
            AttributionListener listener) {
        long timestamp = at.interaction().timestamp();
        touch(slate, new Touch(timestamp, null, slate.facts().allSlots()), nowMillis, listener);
    }

    private void touch(
            RememberedSlate slate, Touch touch, long nowMillis, AttributionListener listener) {
        slate.touch(touch, nowMillis);
        if (lastTouch.touches(slate).findAny().isPresent()) {
            tellShown(slate, listener);
        }
    }

    private void tellShown(RememberedSlate slate, AttributionListener listener) {
        if (slate.isTold()) {
            return;
        }
        slate.tell();
        listener.shown(slate.facts().shown());
    }

    private void decide(WaitingInteraction waiting, long nowMillis, AttributionListener listener) {
        interactions.remove(waiting);
        Interaction interaction = waiting.interaction();
        Verdict verdict = lastTouch.of(interaction);
        if (verdict instanceof Verdict.Earned earned) {
            tellShown(earned.slate(), listener);
            earned.slate().earn(EventHash.of(interaction.eventId()));
            listener.outcome(outcomes.answered(earned, interaction, nowMillis));
            return;
        }
        listener.lost(((Verdict.Lost) verdict).why());
    }

    private void close(RememberedSlate slate, long nowMillis, AttributionListener listener) {
        slate.close();
        List<Touch> touches = lastTouch.touches(slate).toList();
        if (!touches.isEmpty() && !slate.isAnswered()) {
            listener.outcome(outcomes.unanswered(slate, touches, nowMillis));
        }
    }

    private void forget(RememberedSlate slate) {
        slates.remove(slate);
        String surface = slate.facts().surface();
        if (slates.stream().noneMatch(each -> each.facts().surface().equals(surface))) {
            firstExposures.remove(surface);
        }
    }

    /** Half of the places are for slates that were shown; within each half the oldest one goes. */
    private void evict(long nowMillis, AttributionListener listener) {
        long untouched = slates.stream().filter(each -> each.touches().isEmpty()).count();
        boolean shown = untouched <= rules.maxSlates() / 2;
        RememberedSlate victim =
                slates.stream()
                        .filter(each -> each.touches().isEmpty() != shown)
                        .min(RememberedSlate.ORDER)
                        .orElseThrow();
        for (WaitingInteraction each : List.copyOf(interactions)) {
            if (mayEarn(victim, each.interaction())
                    && lastTouch.earned(victim, each.interaction())) {
                decide(each, nowMillis, listener);
            }
        }
        if (isOpen(victim)) {
            close(victim, nowMillis, listener);
        }
        forget(victim);
    }

    private static boolean mayEarn(RememberedSlate slate, Interaction interaction) {
        boolean isShown = interaction.slateId() != null || !slate.touches().isEmpty();
        return isShown && slate.facts().holds(interaction.itemId());
    }

    /** The event that has waited longest is decided by what is known. */
    private void boundWaiting(long nowMillis, AttributionListener listener) {
        while (interactions.size() + exposures.size() > rules.maxWaiting()) {
            boolean isExposure =
                    interactions.isEmpty()
                            || (!exposures.isEmpty()
                                    && exposures.get(0).arrived() < interactions.get(0).arrived());
            if (isExposure) {
                exposures.remove(0);
                listener.lost(Loss.EXPOSURE_UNKNOWN);
            } else {
                place(interactions.get(0).arrived(), nowMillis, listener);
                decide(interactions.get(0), nowMillis, listener);
            }
        }
    }

    private void requireUser(String found) {
        if (!userId.equals(found)) {
            throw new IllegalArgumentException(
                    "the ledger is of user '" + userId + "', not of '" + found + "'");
        }
    }
}
