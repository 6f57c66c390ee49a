package io.freshet.core.experiment.statistic;

/** {@link Moments} that change in place, for who adds many. */
public final class RunningMoments {

    private final double[] entries = new double[Moments.LENGTH];

    /** One more user. */
    public void add(UserTotals totals) {
        change(new double[Total.COUNT], vector(totals));
    }

    /** A user who was added has other totals now. */
    public void replace(UserTotals old, UserTotals now) {
        change(vector(old), vector(now));
    }

    /** Other users, or what changed of these. */
    public void add(Moments other) {
        other.addTo(entries);
    }

    /** As of now. */
    public Moments moments() {
        return Moments.of(entries);
    }

    /** The difference goes in, not two sums: one rounding where there would be two. */
    private void change(double[] old, double[] now) {
        int next = 0;
        for (int row = 0; row < Total.COUNT; row++) {
            for (int column = row; column < Total.COUNT; column++) {
                entries[next++] += now[row] * now[column] - old[row] * old[column];
            }
        }
    }

    /** In the order of {@link Total}. */
    private static double[] vector(UserTotals totals) {
        return new double[] {
            1,
            totals.exposures(),
            totals.clicks(),
            totals.conversions(),
            totals.value(),
            totals.before()
        };
    }
}
