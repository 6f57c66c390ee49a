package io.freshet.core.experiment.statistic;

/**
 * Two variants of eight users each. Figures that tests expect of them are numpy 2.4 and scipy 1.17,
 * reckoned from the users, not from moments.
 */
final class TestingVariants {

    static final Moments TREATMENT =
            moments(
                    new UserTotals(3, 1, 0, 0, 2),
                    new UserTotals(5, 2, 1, 9.5, 4),
                    new UserTotals(1, 0, 0, 0, 0),
                    new UserTotals(8, 3, 1, 20.25, 7),
                    new UserTotals(2, 1, 0, 0, 1),
                    new UserTotals(4, 0, 0, 0, 3),
                    new UserTotals(6, 2, 0, 0, 5),
                    new UserTotals(7, 4, 2, 31, 6));

    static final Moments CONTROL =
            moments(
                    new UserTotals(2, 0, 0, 0, 1),
                    new UserTotals(6, 1, 0, 0, 4),
                    new UserTotals(3, 1, 1, 12, 2),
                    new UserTotals(9, 2, 0, 0, 8),
                    new UserTotals(1, 1, 0, 0, 0),
                    new UserTotals(5, 1, 0, 0, 3),
                    new UserTotals(4, 0, 0, 0, 2),
                    new UserTotals(7, 2, 1, 7.75, 5));

    static final Moments ALL = TREATMENT.plus(CONTROL);

    private TestingVariants() {}

    static Moments moments(UserTotals... users) {
        RunningMoments moments = new RunningMoments();
        for (UserTotals each : users) {
            moments.add(each);
        }
        return moments.moments();
    }
}
