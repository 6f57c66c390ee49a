package io.freshet.job.operator;

import io.freshet.core.retrieval.CoVisitationCounting;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.FreshSettings;
import io.freshet.job.config.PairSettings;
import io.freshet.job.config.PopularSettings;
import java.time.Duration;
import java.util.Map;

/** How the tests count. */
final class TestingCounts {

    /** In which a count of what is popular halves. */
    static final long HALF_LIFE = 60_000;

    static final long INTERVAL = 1_000;

    /** For so long an item is fresh. */
    static final long FRESH = 30_000;

    /** Pairs reach two steps, do not age, and an item keeps three neighbours. */
    static final PairSettings PAIRS =
            new PairSettings(
                    true,
                    new CoVisitationCounting(2, 0, 0.5, 100_000, CoVisitationCounting.NO_AGEING, 3),
                    Duration.ofDays(36_500),
                    10_000);

    /** Lists of two items; a purchase counts five times. */
    static final CountSettings SETTINGS =
            new CountSettings(
                    INTERVAL,
                    new PopularSettings(2, HALF_LIFE, Map.of("purchase", 5.0)),
                    new FreshSettings(2, FRESH, Duration.ofDays(36_500)),
                    PAIRS);

    private TestingCounts() {}
}
