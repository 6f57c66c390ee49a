package io.freshet.lab.bench;

import java.util.List;

/**
 * What the whole could do if it were nothing but its parts, one after the other on the same cores.
 * Each part's rate was measured alone with all of the cores, so an event takes the sum of {@code
 * 1/rate} of them, and the ratio is {@code whole rate × sum(1/rate)}: 1 if the whole adds nothing.
 */
public final class SumOfParts {

    /** As above, for a report. */
    public static final String FORMULA =
            "whole events/s x sum over the parts of 1 / (part events/s)";

    private final double secondsPerEvent;

    private SumOfParts(double secondsPerEvent) {
        this.secondsPerEvent = secondsPerEvent;
    }

    /**
     * Of these parts.
     *
     * @param ratesPerSecond events that each part does in a second, more than 0
     */
    public static SumOfParts of(List<Double> ratesPerSecond) {
        for (double rate : ratesPerSecond) {
            if (!(rate > 0)) {
                throw new IllegalArgumentException(
                        "a part has the rate " + rate + ", expected more than 0");
            }
        }
        return new SumOfParts(ratesPerSecond.stream().mapToDouble(rate -> 1 / rate).sum());
    }

    /** Events that the parts together do in a second. */
    public double eventsPerSecond() {
        return 1 / secondsPerEvent;
    }

    /** How near a whole comes to that. */
    public double ratioOf(double wholePerSecond) {
        return wholePerSecond * secondsPerEvent;
    }
}
