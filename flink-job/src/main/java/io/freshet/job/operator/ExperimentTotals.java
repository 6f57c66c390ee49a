package io.freshet.job.operator;

import io.freshet.core.attribution.ShownSlate;
import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.AttributedInteraction;
import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.Outcome;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.UserTotals;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.state.Enrolment;
import io.freshet.job.state.UserTotalsState;
import io.freshet.job.state.UserTotalsState.Kept;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Sums up what the current user does in experiments, and says what each thing changes. */
final class ExperimentTotals {

    private static final UserTotals NOTHING = UserTotals.enrolled(0);

    private final ExperimentSettings settings;
    private final UserTotalsState totals;

    ExperimentTotals(UserTotalsState totals, ExperimentSettings settings) {
        this.totals = totals;
        this.settings = settings;
    }

    /** The user is in the experiments of an interaction, from the first one of each on. */
    void enrol(UserAct act, Consumer<TotalsChange> changes) throws Exception {
        for (Enrolment each : act.experiments()) {
            Optional<Kept> kept = totals.get(each.assignment());
            if (kept.isEmpty() || kept.get().since() != each.since()) {
                UserTotals early =
                        kept.filter(found -> !found.isEnrolled()).map(Kept::totals).orElse(NOTHING);
                UserTotals enrolled = early.withBefore(act.activity());
                totals.put(each.assignment(), new Kept(each.since(), enrolled));
                changes.accept(TotalsChange.of(each, Moments.ofUser(enrolled).toArray()));
            }
        }
    }

    /**
     * A slate was shown to the user. It counts at once and not when it closes: those that earn
     * something would be known long before those that do not. What it held counts only if the user
     * is enrolled by then, as nearly always.
     */
    void shown(ShownSlate slate, Consumer<TotalsChange> changes) throws Exception {
        for (Assignment each : slate.experiments()) {
            replace(
                    each,
                    old ->
                            new UserTotals(
                                    old.exposures() + 1,
                                    old.clicks(),
                                    old.conversions(),
                                    old.value(),
                                    old.before()),
                    change -> changes.accept(change.by(slate)));
        }
    }

    /** A slate of the user earned something, or nothing. */
    void add(Outcome outcome, Consumer<TotalsChange> changes) throws Exception {
        if (outcome.interaction() != null) {
            for (Assignment each : outcome.experiments()) {
                replace(each, old -> sum(old, outcome.interaction()), changes);
            }
        }
    }

    /** What comes before the user is enrolled is kept, and counted then. */
    private void replace(
            Assignment assignment, UnaryOperator<UserTotals> change, Consumer<TotalsChange> changes)
            throws Exception {
        Kept old = totals.get(assignment).orElse(Kept.early(NOTHING));
        UserTotals now = change.apply(old.totals());
        totals.put(assignment, new Kept(old.since(), now));
        if (old.isEnrolled()) {
            changes.accept(
                    TotalsChange.of(
                            new Enrolment(assignment, old.since()),
                            Moments.ofChange(old.totals(), now).toArray()));
        }
    }

    private UserTotals sum(UserTotals old, AttributedInteraction earned) {
        boolean isConversion = settings.conversions().contains(earned.type());
        return new UserTotals(
                old.exposures(),
                old.clicks() + (settings.clicks().contains(earned.type()) ? 1 : 0),
                old.conversions() + (isConversion ? 1 : 0),
                old.value() + (isConversion ? value(earned) : 0),
                old.before());
    }

    /** Nobody pays less than nothing; a refund is another type of event. */
    private static double value(AttributedInteraction earned) {
        return earned.value() == null
                ? 0
                : Math.min(Interaction.MOST_VALUE, Math.max(0, earned.value()));
    }
}
