package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.attribution.SlateFacts;
import io.freshet.core.domain.Exposure;
import org.jspecify.annotations.Nullable;

/**
 * What comes to where a user's slates are remembered: either one of them or what the user did.
 *
 * @param slate a slate; null if this is something that the user did
 * @param act something that the user did; null if this is a slate
 */
public record AttributionInput(@Nullable SlateFacts slate, @Nullable UserAct act) {

    public AttributionInput {
        if ((slate == null) == (act == null)) {
            throw new IllegalArgumentException("expected a slate or an act, not both");
        }
    }

    /** A slate. */
    public static AttributionInput of(SlateFacts slate) {
        return new AttributionInput(requireNonNull(slate, "slate"), null);
    }

    static AttributionInput of(UserAct act) {
        return new AttributionInput(null, requireNonNull(act, "act"));
    }

    static AttributionInput of(Exposure exposure) {
        return of(UserAct.of(exposure));
    }

    /** The key of the ledgers. */
    public String userId() {
        return slate == null ? act.userId() : slate.userId();
    }
}
