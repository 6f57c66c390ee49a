package io.freshet.console;

import io.freshet.core.experiment.VariantMetrics;
import io.freshet.core.experiment.VariantMetrics.Beside;
import io.freshet.core.experiment.VariantMetrics.Coverage;
import io.freshet.core.experiment.VariantMetrics.Figure;
import io.freshet.core.experiment.VariantMetrics.Freshness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures of variants for tests. */
public final class TestingMetrics {

    private TestingMetrics() {}

    /** Of a treatment whose interval reaches 0.05 up and down. */
    public static VariantMetrics of(String experimentId, String variant, long at, double lift) {
        return of(experimentId, variant, at, lift, 0.5);
    }

    /** The same, with a p-value of the shares. */
    public static VariantMetrics of(
            String experimentId, String variant, long at, double lift, @Nullable Double ratio) {
        double low = Math.round((lift - 0.05) * 100) / 100.0;
        double high = Math.round((lift + 0.05) * 100) / 100.0;
        Beside beside =
                new Beside(
                        0.01,
                        0.005,
                        0.015,
                        lift,
                        Double.isNaN(lift) ? lift : low,
                        Double.isNaN(lift) ? lift : high,
                        0.03,
                        0.2);
        return new VariantMetrics(
                experimentId,
                variant,
                false,
                at,
                1_000,
                2_000,
                220,
                20,
                99.5,
                ratio,
                new Coverage(420, 0.84),
                new Freshness(2_000, 12, 240),
                List.of(new Figure("click-through-rate", 0.11, 0.002, beside)));
    }
}
