package io.freshet.core.experiment.statistic;

import java.util.Arrays;

/**
 * How many users there are, the sums of their totals and the sums of products of two totals: all
 * that the statistics of a variant need of its users. Moments of different users add up, and a user
 * whose totals changed is {@link #ofChange}, which counts nobody anew.
 *
 * <p>Sums of whole numbers are exact, and what is added and taken away again leaves nothing, as
 * long as no sum of products reaches 2^53. Of other numbers (value, unless it is in the smallest
 * unit of the currency) every addition rounds: after k additions a sum is off by at most k * 2^-53
 * of the largest that it has been, and by about the root of that number as a rule.
 */
public final class Moments {

    /** Of the array form. */
    public static final int LENGTH = Total.COUNT * (Total.COUNT + 1) / 2;

    public static final Moments ZERO = new Moments(new double[LENGTH]);

    /** Up to it products of sums are far from what a double holds. */
    private static final double LARGEST_TAME = 1e100;

    private final double[] entries;

    private Moments(double[] entries) {
        this.entries = entries;
    }

    /**
     * From the array form.
     *
     * @param entries as {@link #toArray} gives them
     */
    public static Moments of(double[] entries) {
        if (entries.length != LENGTH) {
            throw new IllegalArgumentException(
                    "moments have " + entries.length + " entries, expected " + LENGTH);
        }
        return new Moments(entries.clone());
    }

    /** Of one user. */
    public static Moments ofUser(UserTotals totals) {
        RunningMoments moments = new RunningMoments();
        moments.add(totals);
        return moments.moments();
    }

    /** What one user's new totals change; the number of users stays. */
    public static Moments ofChange(UserTotals old, UserTotals now) {
        RunningMoments moments = new RunningMoments();
        moments.replace(old, now);
        return moments.moments();
    }

    /** Of both. */
    public Moments plus(Moments other) {
        double[] sum = entries.clone();
        for (int i = 0; i < LENGTH; i++) {
            sum[i] += other.entries[i];
        }
        return new Moments(sum);
    }

    public double users() {
        return sum(Total.USERS);
    }

    public double sum(Total total) {
        return product(Total.USERS, total);
    }

    /** Sum of the products of two totals of one user. */
    public double product(Total one, Total other) {
        return entries[index(one.position(), other.position())];
    }

    /** Over users, of which there must be one. */
    public double mean(Total total) {
        return sum(total) / users();
    }

    /**
     * Sample covariance over users, of which there must be two. Where a total's mean is large
     * beside its spread, digits are lost: as many as (mean / standard deviation)^2 has.
     */
    public double covariance(Total one, Total other) {
        return (product(one, other) - sum(one) * mean(other)) / (users() - 1);
    }

    /** Whether whatever is computed of these totals is a finite number. */
    boolean areTame(Total... totals) {
        for (Total one : totals) {
            boolean isTame = Math.abs(sum(one)) <= LARGEST_TAME;
            for (Total other : totals) {
                isTame &= Math.abs(product(one, other)) <= LARGEST_TAME;
            }
            if (!isTame) {
                return false;
            }
        }
        return true;
    }

    /**
     * How many users a sum rests on: as many with equal totals would have the same sum and sum of
     * squares (Kish). Of a total that is 0 or 1 it is the number of users with 1.
     */
    public double effectiveUsers(Total total) {
        double squares = product(total, total);
        return squares > 0 ? sum(total) * sum(total) / squares : 0;
    }

    /**
     * The array form, for records and state: row by row the upper triangle of the symmetric matrix
     * of sums of products, in the order users (the constant 1), exposures, clicks, conversions,
     * value, before.
     */
    public double[] toArray() {
        return entries.clone();
    }

    void addTo(double[] sums) {
        for (int i = 0; i < LENGTH; i++) {
            sums[i] += entries[i];
        }
    }

    private static int index(int one, int other) {
        int row = Math.min(one, other);
        int column = Math.max(one, other);
        return row * Total.COUNT - row * (row + 1) / 2 + column;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Moments moments && Arrays.equals(entries, moments.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    @Override
    public String toString() {
        return "Moments" + Arrays.toString(entries);
    }
}
