package io.freshet.core.attribution;

import io.freshet.core.domain.AttributedInteraction;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Outcome;
import io.freshet.core.domain.OutcomeKind;
import io.freshet.core.domain.OutcomeTimestamps;
import io.freshet.core.domain.Shown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcomes of one user from what the ledger decided. */
final class OutcomeAssembler {

    Outcome answered(Verdict.Earned earned, Interaction interaction, long nowMillis) {
        SlateFacts facts = earned.slate().facts();
        SlateFacts.Slot slot = facts.slots().get(earned.slot());
        int slotsShown =
                earned.shown() == Shown.EXPOSURE
                        ? earned.slate().slotsShown(interaction.timestamp())
                        : facts.slots().size();
        AttributedInteraction attributed =
                new AttributedInteraction(
                        interaction.eventId(),
                        slot.itemId(),
                        earned.slot(),
                        slot.source(),
                        interaction.type(),
                        interaction.value(),
                        interaction.timestamp());
        return outcome(facts, earned.shown(), earned.touch(), slotsShown, attributed, nowMillis);
    }

    /**
     * @param touches the moments that count, earliest first, at least one
     */
    Outcome unanswered(RememberedSlate slate, List<Touch> touches, long nowMillis) {
        Touch shown = touches.stream().filter(Touch::isExposure).findFirst().orElse(touches.get(0));
        return shown.isExposure()
                ? outcome(
                        slate.facts(),
                        Shown.EXPOSURE,
                        shown,
                        slate.slotsShown(Long.MAX_VALUE),
                        null,
                        nowMillis)
                : outcome(
                        slate.facts(),
                        Shown.STANDING_SLATE,
                        shown,
                        slate.facts().slots().size(),
                        null,
                        nowMillis);
    }

    private Outcome outcome(
            SlateFacts facts,
            Shown shown,
            @Nullable Touch touch,
            int slotsShown,
            @Nullable AttributedInteraction interaction,
            long nowMillis) {
        String slateId = facts.slateId();
        return new Outcome(
                Outcome.idOf(slateId, interaction == null ? null : interaction.eventId()),
                interaction == null ? OutcomeKind.UNANSWERED : OutcomeKind.INTERACTION,
                facts.userId(),
                slateId,
                facts.surface(),
                facts.revision(),
                shown,
                touch == null ? null : touch.exposureEventId(),
                slotsShown,
                interaction,
                facts.model(),
                facts.experiments(),
                new OutcomeTimestamps(
                        facts.emitted(), touch == null ? null : touch.timestamp(), nowMillis));
    }
}
