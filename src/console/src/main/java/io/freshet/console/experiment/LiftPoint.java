package io.freshet.console.experiment;

/**
 * A lift at a moment.
 *
 * @param at epoch milliseconds
 * @param lift relative, 0.05 for 5 % more
 * @param low lower end of its always-valid interval
 * @param high upper end of its always-valid interval
 */
public record LiftPoint(long at, double lift, double low, double high) {

    boolean hasNumbers() {
        return Double.isFinite(lift) && Double.isFinite(low) && Double.isFinite(high);
    }
}
