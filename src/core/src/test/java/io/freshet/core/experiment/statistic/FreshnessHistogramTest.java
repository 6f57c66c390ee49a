package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Quantiles of freshness, by buckets. */
class FreshnessHistogramTest {

    private static FreshnessHistogram of(long... millis) {
        FreshnessHistogram histogram = new FreshnessHistogram();
        for (long each : millis) {
            histogram.add(FreshnessHistogram.bucket(each), 1);
        }
        return histogram;
    }

    @Test
    void halfOfTheSlatesAreAsFreshAsTheMedian() {
        FreshnessHistogram histogram = of(5, 7, 9, 11, 13);

        assertThat(histogram.slates()).isEqualTo(5);
        assertThat(histogram.quantileMillis(0.5)).isEqualTo(9);
        assertThat(histogram.quantileMillis(0.99)).isEqualTo(13);
    }

    @Test
    void isRightWithinOnePercent() {
        for (long millis = 1; millis <= FreshnessHistogram.MOST_MILLIS; millis = millis * 3 + 1) {
            assertThat((double) of(millis).quantileMillis(0.5))
                    .isBetween(millis * 0.99, millis * 1.01);
        }
    }

    @Test
    void clocksAheadAndOldEventsAreTheEndsOfTheScale() {
        assertThat(of(-5).quantileMillis(0.5)).isZero();
        assertThat(of(Long.MAX_VALUE).quantileMillis(0.5))
                .isEqualTo(FreshnessHistogram.MOST_MILLIS);
    }

    @Test
    void thereAreAsManyBucketsAsThePageSays() {
        Set<Long> buckets = new HashSet<>();
        for (long millis = 0;
                millis <= FreshnessHistogram.MOST_MILLIS;
                millis += 1 + millis / 300) {
            buckets.add(FreshnessHistogram.bucket(millis));
        }

        assertThat(buckets).hasSizeLessThan(2_700).hasSizeGreaterThan(2_000);
    }

    @Test
    void aBucketIsItsOwn() {
        for (long millis = 0; millis < 100_000; millis += 7) {
            long bucket = FreshnessHistogram.bucket(millis);
            assertThat(FreshnessHistogram.bucket(bucket)).isEqualTo(bucket);
        }
    }
}
