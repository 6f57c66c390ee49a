package io.freshet.job.operator;

import io.freshet.core.retrieval.BasketGap;
import io.freshet.core.retrieval.CoVisitation;
import io.freshet.core.retrieval.CoVisitationCounting;
import io.freshet.core.retrieval.Popular;
import io.freshet.job.config.CoVisitationOptions;
import io.freshet.job.config.CountSettings;
import io.freshet.job.config.PopularOptions;
import io.freshet.job.config.PopularSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/**
 * Where a job counts in another way than was counted where a blend's weights were fitted, so that
 * they are no longer the best ones.
 */
final class FittedCounting {

    /** The half-life of what does not age, in hours. */
    private static final double NEVER = CoVisitationCounting.NO_AGEING / CountNumbers.HOUR_MILLIS;

    private final List<String> differences = new ArrayList<>();

    private FittedCounting() {}

    /** An option in a line, with what was fitted and what this job has. */
    static List<String> differences(LiveBlend blend, CountSettings counts) {
        FittedCounting found = new FittedCounting();
        blend.settings(CoVisitation.SOURCE)
                .map(settings -> new CountNumbers(LiveBlend.CO_VISITATION, settings))
                .ifPresent(fitted -> found.compare(fitted, counts.pairs().counting()));
        blend.settings(Popular.SOURCE)
                .map(settings -> new CountNumbers(LiveBlend.RECENT_POPULARITY, settings))
                .ifPresent(fitted -> found.compare(fitted, counts.popular()));
        return found.differences;
    }

    private void compare(CountNumbers fitted, CoVisitationCounting counting) {
        compare(CoVisitationOptions.REACH, number(fitted.get("reach")), number(counting.reach()));
        compare(
                CoVisitationOptions.DISTANCE_DECAY,
                number(fitted.getOr("distance_decay", 0)),
                number(counting.distanceDecay()));
        if (fitted.saysBasketGap()) {
            compare(
                    CoVisitationOptions.BASKET_GAP,
                    basketGap(fitted.basketGap()),
                    basketGap(counting.basketGap()));
        }
        compare(
                CoVisitationOptions.BACKWARD,
                number(fitted.get("backward")),
                number(counting.backward()));
        compare(
                CoVisitationOptions.HALF_LIFE,
                halfLife(fitted.getOr("half_life_hours", NEVER)),
                halfLife(counting.halfLifeMillis() / CountNumbers.HOUR_MILLIS));
    }

    private void compare(CountNumbers fitted, PopularSettings popular) {
        compare(
                PopularOptions.HALF_LIFE,
                halfLife(fitted.get("half_life_hours")),
                halfLife(popular.halfLifeMillis() / CountNumbers.HOUR_MILLIS));
        compare(
                PopularOptions.SIZE,
                number(fitted.getOr("listed", popular.size())),
                number(popular.size()));
    }

    private void compare(ConfigOption<?> option, String fitted, String counted) {
        if (!fitted.equals(counted)) {
            differences.add(option.key() + " " + fitted + ", this job has " + counted);
        }
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String halfLife(double hours) {
        return hours >= NEVER
                ? "none"
                : Duration.ofMillis(Math.round(hours * CountNumbers.HOUR_MILLIS)).toString();
    }

    private static String basketGap(BasketGap gap) {
        return gap.equals(BasketGap.NONE) ? "none" : Duration.ofMillis(gap.millis()).toString();
    }
}
