package io.freshet.lab.proof;

import io.freshet.job.config.AttributionOptions;
import io.freshet.lab.oracle.Attributing;
import java.time.Duration;
import java.util.Map;

/** What a job is told so that outcomes come within a trial. */
final class OutcomeOptions {

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration WINDOW_OF_PURCHASES = Duration.ofHours(1);

    /** Longer than between two checkpoints, so that a failure does not change what is decided. */
    private static final String LATENESS = "4 s";

    private static final String PATIENCE = "8 s";
    private static final int MOST_SLATES = 256;

    /** What the oracle is told of it. */
    static final Attributing ATTRIBUTING =
            new Attributing(WINDOW, Map.of("purchase", WINDOW_OF_PURCHASES), MOST_SLATES / 2);

    private OutcomeOptions() {}

    static Map<String, String> options() {
        return Map.of(
                AttributionOptions.WINDOW.key(),
                WINDOW.toMillis() + " ms",
                AttributionOptions.WINDOWS.key(),
                "purchase:" + WINDOW_OF_PURCHASES.toMillis() + " ms",
                AttributionOptions.LATENESS.key(),
                LATENESS,
                AttributionOptions.PATIENCE.key(),
                PATIENCE,
                AttributionOptions.MAX_SLATES.key(),
                Integer.toString(MOST_SLATES));
    }
}
