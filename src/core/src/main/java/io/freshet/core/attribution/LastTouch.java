package io.freshet.core.attribution;

import io.freshet.core.attribution.AttributionRules.Evidence;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Shown;
import io.freshet.core.domain.Slate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
        String slateId = interaction.slateId();
        if (slateId == null) {
            return slates.stream()
                    .filter(slate -> slate.facts().holds(interaction.itemId()))
                    .flatMap(slate -> touches(slate).flatMap(t -> earned(slate, t, interaction)))
                    .max(LATER)
                    .<Verdict>map(each -> each)
                    .orElseGet(() -> new Verdict.Lost(Loss.NOT_SHOWN));
        }
        return find(slateId, interaction.userId())
                .map(slate -> ofNamed(slate, interaction))
                .orElseGet(() -> new Verdict.Lost(Loss.SLATE_UNKNOWN));
    }

    private Verdict ofNamed(RememberedSlate slate, Interaction interaction) {
        SlateFacts facts = slate.facts();
        int slot = facts.slotOf(interaction.itemId(), facts.allSlots());
        if (slot < 0) {
            return new Verdict.Lost(Loss.NOT_IN_SLATE);
        }
        boolean isReported = slate.exposuresUntil(interaction.timestamp()).findAny().isPresent();
        if (!isReported && rules.evidence() == Evidence.AUTO) {
            return new Verdict.Earned(slate, slot, Shown.NAMED, null);
        }
        return slate.exposuresUntil(interaction.timestamp())
                .flatMap(touch -> earned(slate, touch, interaction))
                .max(LATER)
                .<Verdict>map(each -> each)
                .orElseGet(() -> new Verdict.Lost(Loss.NOT_SHOWN));
    }

    private Stream<Verdict.Earned> earned(
            RememberedSlate slate, Touch touch, Interaction interaction) {
        long age = interaction.timestamp() - touch.timestamp();
        if (touch.timestamp() > interaction.timestamp()
                || Long.compareUnsigned(age, rules.windowMillis(interaction.type())) > 0) {
            return Stream.of();
        }
        int slot = slate.facts().slotOf(interaction.itemId(), touch.slots());
        Shown shown = touch.isExposure() ? Shown.EXPOSURE : Shown.STANDING_SLATE;
        return slot < 0 ? Stream.of() : Stream.of(new Verdict.Earned(slate, slot, shown, touch));
    }

    Optional<RememberedSlate> find(String slateId, String userId) {
        return slates.stream().filter(each -> slateId.equals(idOf(each, userId))).findFirst();
    }

    private static String idOf(RememberedSlate slate, String userId) {
        return Slate.idOf(slate.facts().surface(), userId, slate.facts().revision());
    }

    /**
     * The moments that count: exposures and, where they may do without, those at which the slate
     * stood before the first exposure on its surface.
     */
    Stream<Touch> touches(RememberedSlate slate) {
        if (rules.evidence() == Evidence.REQUIRED) {
            return slate.touches().stream().filter(Touch::isExposure);
        }
        Long first = firstExposures.get(slate.facts().surface());
        return slate.touches().stream()
                .filter(each -> each.isExposure() || first == null || each.timestamp() < first);
    }
}
