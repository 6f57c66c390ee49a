package io.freshet.lab.rehearsal;

import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.experiment.VariantMetrics.Beside;
import io.freshet.core.experiment.VariantMetrics.Figure;
import io.freshet.core.experiment.statistic.Metric;
import java.util.Locale;
import java.util.Optional;

/** What an experiment says of a treatment by now, by its click-through rate. */
enum Verdict {
    /** There are too few users to say anything. */
    TOO_EARLY,
    /** The interval of the difference has 0 in it. */
    NO_DIFFERENCE,
    /** All of it is above 0. */
    BETTER,
    /** All of it is below 0. */
    WORSE;

    private static final String DECIDES = Metric.CLICK_THROUGH_RATE.id();

    /** For people, such as {@code no difference}. */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Verdict of(VariantMetrics treatment) {
        Optional<Beside> found = figure(treatment).map(Figure::comparison);
        if (found.isEmpty()) {
            return TOO_EARLY;
        }
        if (found.get().differenceLow() > 0) {
            return BETTER;
        }
        return found.get().differenceHigh() < 0 ? WORSE : NO_DIFFERENCE;
    }

    private static Optional<Figure> figure(VariantMetrics variant) {
        return variant.metrics().stream().filter(each -> each.metric().equals(DECIDES)).findFirst();
    }

    /** A treatment beside its control, for a person. */
    static String line(VariantMetrics treatment, VariantMetrics control) {
        String difference =
                figure(treatment)
                        .map(Figure::comparison)
                        .map(Verdict::line)
                        .orElse("too early to compare");
        return line(treatment) + ", " + line(control) + "; " + difference;
    }

    private static String line(Beside beside) {
        return String.format(
                Locale.ROOT,
                "difference %+.4f, from %+.4f to %+.4f at 95 %%",
                beside.difference(),
                beside.differenceLow(),
                beside.differenceHigh());
    }

    private static String line(VariantMetrics variant) {
        String rate =
                figure(variant)
                        .map(each -> String.format(Locale.ROOT, "%.4f", each.value()))
                        .orElse("no rate");
        return String.format(
                Locale.ROOT, "%s %s (%,d users)", variant.variant(), rate, variant.users());
    }
}
