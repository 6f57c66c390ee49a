package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MomentsTest {

    private static final UserTotals ONE = new UserTotals(2, 3, 5, 7, 11);

    @Test
    void countsOneUserWithTotalsAndTheirProducts() {
        assertThat(Moments.ofUser(ONE).toArray())
                .containsExactly(
                        1, 2, 3, 5, 7, 11, // the user and the totals
                        4, 6, 10, 14, 22, // exposures with themselves, clicks, ...
                        9, 15, 21, 33, 25, 35, 55, 49, 77, 121);
    }

    @Test
    void findsProductsInEitherOrder() {
        Moments moments = Moments.ofUser(ONE);
        assertThat(moments.product(Total.CLICKS, Total.BEFORE)).isEqualTo(33);
        assertThat(moments.product(Total.BEFORE, Total.CLICKS)).isEqualTo(33);
        assertThat(moments.product(Total.VALUE, Total.VALUE)).isEqualTo(49);
        assertThat(moments.sum(Total.CONVERSIONS)).isEqualTo(5);
        assertThat(moments.users()).isEqualTo(1);
    }

    @Test
    void changesTotalsWithoutCountingTheUserAnew() {
        Moments change = Moments.ofChange(UserTotals.enrolled(11), ONE);
        assertThat(change.users()).isZero();
        assertThat(Moments.ofUser(UserTotals.enrolled(11)).plus(change))
                .isEqualTo(Moments.ofUser(ONE));
    }

    @Test
    void comesBackFromItsArrayForm() {
        Moments moments = TestingVariants.TREATMENT;
        assertThat(Moments.of(moments.toArray())).isEqualTo(moments).hasSameHashCodeAs(moments);
    }

    @Test
    void sharesNoArrayWithAnybody() {
        double[] entries = Moments.ofUser(ONE).toArray();
        Moments moments = Moments.of(entries);
        entries[0] = 9;
        moments.toArray()[0] = 9;
        assertThat(moments).isEqualTo(Moments.ofUser(ONE));
    }

    @Test
    void refusesArraysOfAnotherLength() {
        assertThatThrownBy(() -> Moments.of(new double[20]))
                .hasMessage("moments have 20 entries, expected 21");
    }

    @Test
    void knowsMeansAndCovariances() {
        Moments moments =
                TestingVariants.moments(
                        new UserTotals(1, 2, 0, 0, 0),
                        new UserTotals(2, 2, 0, 0, 0),
                        new UserTotals(3, 5, 0, 0, 0));
        assertThat(moments.mean(Total.CLICKS)).isEqualTo(3);
        assertThat(moments.covariance(Total.EXPOSURES, Total.CLICKS)).isCloseTo(1.5, within(1e-12));
        assertThat(moments.covariance(Total.CLICKS, Total.CLICKS)).isCloseTo(3, within(1e-12));
        assertThat(moments.covariance(Total.USERS, Total.CLICKS)).isZero();
    }

    @Test
    void saysOnHowManyUsersASumRests() {
        Moments moments =
                TestingVariants.moments(
                        new UserTotals(1, 1, 1, 30, 0),
                        new UserTotals(1, 1, 1, 10, 0),
                        new UserTotals(1, 0, 0, 0, 0));
        assertThat(moments.effectiveUsers(Total.CONVERSIONS)).isEqualTo(2);
        assertThat(moments.effectiveUsers(Total.VALUE)).isEqualTo(1.6); // 40^2 / (30^2 + 10^2)
        assertThat(Moments.ZERO.effectiveUsers(Total.VALUE)).isZero();
    }

    @Test
    void refusesTotalsThatAreNoSums() {
        assertThatThrownBy(() -> new UserTotals(0, -1, 0, 0, 0))
                .hasMessage("clicks is -1.0, expected a number of 0 or more");
        assertThatThrownBy(() -> new UserTotals(0, 0, 0, Double.NaN, 0))
                .hasMessage("value is NaN, expected a number of 0 or more");
    }
}
