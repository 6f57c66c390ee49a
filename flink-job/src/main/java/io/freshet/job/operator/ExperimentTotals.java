package io.freshet.job.operator;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Outcome;
import io.freshet.core.experiment.statistic.Moments;
import io.freshet.core.experiment.statistic.UserTotals;
import io.freshet.job.config.ExperimentSettings;
import io.freshet.job.state.UserTotalsState;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;

/** Sums up what the current user does in experiments, and says what each thing changes. */
final class ExperimentTotals {

    private final ExperimentSettings settings;
    private final UserTotalsState totals;

    ExperimentTotals(RuntimeContext context, ExperimentSettings settings) {
        this.settings = settings;
        this.totals = new UserTotalsState(context);
    }

    /** The user is in the experiments of an interaction, from the first one of each on. */
    void enrol(UserAct act, Consumer<TotalsChange> changes) throws Exception {
        for (Assignment each : act.experiments()) {
            if (totals.get(each).isEmpty()) {
                // Few are very active; the logarithm explains more of what all of them do.
                UserTotals enrolled = UserTotals.enrolled(Math.log1p(act.activity()));
                totals.put(each, enrolled);
                changes.accept(new TotalsChange(each, Moments.ofUser(enrolled).toArray()));
            }
        }
    }

    /**
     * A slate of the user earned something, or nothing.
     *
     * @param isFirst whether nothing was said of this slate before
     */
    void add(Outcome outcome, boolean isFirst, Consumer<TotalsChange> changes) throws Exception {
        for (Assignment each : outcome.experiments()) {
            Optional<UserTotals> old = totals.get(each);
            if (old.isPresent()) {
                UserTotals now = sum(old.get(), outcome, isFirst);
                totals.put(each, now);
                changes.accept(new TotalsChange(each, Moments.ofChange(old.get(), now).toArray()));
            }
        }
    }

    private UserTotals sum(UserTotals old, Outcome outcome, boolean isFirst) {
        String type = outcome.interaction() == null ? "" : outcome.interaction().type();
        boolean isConversion = settings.conversions().contains(type);
        return new UserTotals(
                old.exposures() + (isFirst ? 1 : 0),
                old.clicks() + (settings.clicks().contains(type) ? 1 : 0),
                old.conversions() + (isConversion ? 1 : 0),
                old.value() + (isConversion ? value(outcome) : 0),
                old.before());
    }

    /** Nobody pays less than nothing; a refund is another type of event. */
    private static double value(Outcome outcome) {
        Double value = outcome.interaction().value();
        return value == null ? 0 : Math.max(0, value);
    }
}
