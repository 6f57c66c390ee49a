package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Exposure;
import io.freshet.core.domain.Interaction;
import io.freshet.job.state.Enrolment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user did with slates: either an exposure or an interaction that the window accepted.
 *
 * @param exposure what was shown; null if this is an interaction
 * @param interaction what was done; null if this is an exposure
 * @param revision the user's revision that the interaction caused; 0 of an exposure
 * @param experiments that the user was in at it
 * @param activity how much the user had done before it: the other entries of the window
 */
public record UserAct(
        @Nullable Exposure exposure,
        @Nullable Interaction interaction,
        long revision,
        List<Enrolment> experiments,
        int activity) {

    public UserAct {
        if ((exposure == null) == (interaction == null)) {
            throw new IllegalArgumentException("expected an exposure or an interaction, not both");
        }
        experiments = List.copyOf(experiments);
    }

    static UserAct of(Exposure exposure) {
        return new UserAct(requireNonNull(exposure, "exposure"), null, 0, List.of(), 0);
    }

    static UserAct of(
            Interaction interaction, long revision, List<Enrolment> experiments, int activity) {
        return new UserAct(
                null, requireNonNull(interaction, "interaction"), revision, experiments, activity);
    }

    /** The key of the ledgers. */
    public String userId() {
        return exposure == null ? interaction.userId() : exposure.userId();
    }
}
