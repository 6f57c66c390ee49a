package io.freshet.core.attribution;

import io.freshet.core.attribution.AttributionRules.Evidence;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Shown;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule of attribution: the slate that the interaction names, else the last one that had shown
 * its item within the window.
 */
final class LastTouch {

    private static final Comparator<Verdict.Earned> LATER =
            Comparator.<Verdict.Earned>comparingLong(each -> each.touch().timestamp())
                    .thenComparing(each -> each.touch().isExposure())
                    .thenComparing(Verdict.Earned::slate, RememberedSlate.ORDER)
                    .thenComparing(Verdict.Earned::touch, Touch.ORDER);

    private final AttributionRules rules;
    private final List<RememberedSlate> slates;
    private final Map<String, Long> firstExposures;

    /**
     * @param firstExposures the time of the first exposure on each surface that has any
     */
    LastTouch(
            AttributionRules rules,
            List<RememberedSlate> slates,
            Map<String, Long> firstExposures) {
        this.rules = rules;
        this.slates = slates;
        this.firstExposures = firstExposures;
    }

    /** What an interaction of this user earned, by what is known now. */
    Verdict of(Interaction interaction) {
        if (interaction.slateId() != null) {
            return find(interaction.slateId())
                    .map(slate -> ofNamed(slate, interaction))
                    .orElseGet(() -> new Verdict.Lost(Loss.SLATE_UNKNOWN));
        }
        Verdict.Earned last = null;
        for (int i = slates.size() - 1; i >= 0; i--) { // the newest wins nearly always
            last = later(last, slates.get(i), interaction);
        }
        return last == null ? new Verdict.Lost(Loss.NOT_SHOWN) : last;
    }

    /** Whether it is this slate that earned an interaction of this user, by what is known now. */
    boolean earned(RememberedSlate slate, Interaction interaction) {
        if (interaction.slateId() != null) {
            return of(interaction) instanceof Verdict.Earned named && named.slate() == slate;
        }
        Verdict.Earned own = later(null, slate, interaction);
        if (own == null) {
            return false;
        }
        for (int i = slates.size() - 1; i >= 0; i--) {
            if (slates.get(i) != slate && later(own, slates.get(i), interaction) != own) {
                return false;
            }
        }
        return true;
    }

    private Verdict.@Nullable Earned later(
            Verdict.@Nullable Earned last, RememberedSlate slate, Interaction interaction) {
        Verdict.Earned latest = last;
        for (Touch touch : slate.touches()) {
            if (counts(slate, touch)) {
                latest = later(latest, slate, touch, interaction);
            }
        }
        return latest;
    }

    private Verdict ofNamed(RememberedSlate slate, Interaction interaction) {
        SlateFacts facts = slate.facts();
        int slot = facts.slotOf(interaction.itemId(), facts.allSlots());
        if (slot < 0) {
            return new Verdict.Lost(Loss.NOT_IN_SLATE);
        }
        List<Touch> exposures = slate.exposuresUntil(interaction.timestamp()).toList();
        if (exposures.isEmpty() && rules.evidence() == Evidence.AUTO) {
            return new Verdict.Earned(slate, slot, Shown.NAMED, null);
        }
        Verdict.Earned last = null;
        for (Touch touch : exposures) {
            last = later(last, slate, touch, interaction);
        }
        return last == null ? new Verdict.Lost(Loss.NOT_SHOWN) : last;
    }

    /** What a touch earned of an interaction, or what another did that is as good or better. */
    private Verdict.@Nullable Earned later(
            Verdict.@Nullable Earned last,
            RememberedSlate slate,
            Touch touch,
            Interaction interaction) {
        boolean isEarlier = last != null && touch.timestamp() < last.touch().timestamp();
        if (isEarlier || !isWithinWindow(touch, interaction)) {
            return last;
        }
        int slot = slate.facts().slotOf(interaction.itemId(), touch.slots());
        if (slot < 0) {
            return last;
        }
        Shown shown = touch.isExposure() ? Shown.EXPOSURE : Shown.STANDING_SLATE;
        Verdict.Earned earned = new Verdict.Earned(slate, slot, shown, touch);
        return last == null || LATER.compare(earned, last) > 0 ? earned : last;
    }

    private boolean isWithinWindow(Touch touch, Interaction interaction) {
        long age = interaction.timestamp() - touch.timestamp();
        return touch.timestamp() <= interaction.timestamp()
                && Long.compareUnsigned(age, rules.windowMillis(interaction.type())) <= 0;
    }

    Optional<RememberedSlate> find(String slateId) {
        return slates.stream().filter(each -> slateId.equals(each.facts().slateId())).findFirst();
    }

    /**
     * The moments that count: exposures and, where they may do without, those at which the slate
     * stood before the first exposure on its surface.
     */
    Stream<Touch> touches(RememberedSlate slate) {
        return slate.touches().stream().filter(each -> counts(slate, each));
    }

    private boolean counts(RememberedSlate slate, Touch touch) {
        if (touch.isExposure()) {
            return true;
        }
        if (rules.evidence() == Evidence.REQUIRED) {
            return false;
        }
        Long first = firstExposures.get(slate.facts().surface());
        return first == null || touch.timestamp() < first;
    }
}
