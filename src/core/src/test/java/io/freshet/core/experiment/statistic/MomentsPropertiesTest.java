package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever changes come in whatever order, sums are those of the users as they are in the end:
 * exactly where totals are whole numbers, within the rounding that {@link Moments} promises where
 * they are not.
 */
class MomentsPropertiesTest {

    private static final double ROUNDING = 0x1p-53;

    /** What one user has from now on. */
    record Step(int user, UserTotals totals) {}

    @Provide
    Arbitrary<List<Step>> wholeNumbers() {
        return steps(Arbitraries.integers().between(0, 100_000).map(Integer::doubleValue));
    }

    @Provide
    Arbitrary<List<Step>> anyNumbers() {
        return steps(Arbitraries.doubles().between(0, 1e6).ofScale(7));
    }

    private static Arbitrary<List<Step>> steps(Arbitrary<Double> total) {
        Arbitrary<UserTotals> totals =
                Combinators.combine(total, total, total, total, total).as(UserTotals::new);
        return Combinators.combine(Arbitraries.integers().between(0, 5), totals)
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void wholeNumbersCancelExactly(@ForAll("wholeNumbers") List<Step> steps) {
        assertThat(bySteps(steps).get(steps.size())).isEqualTo(afresh(steps));
    }

    @Property
    void changesAddUpToTheSameAsTheyGoIn(@ForAll("wholeNumbers") List<Step> steps) {
        Moments sum = Moments.ZERO;
        Map<Integer, UserTotals> users = new HashMap<>();
        for (Step step : steps) {
            UserTotals old = users.put(step.user(), step.totals());
            Moments now = Moments.ofUser(step.totals());
            sum = sum.plus(old == null ? now : Moments.ofChange(old, step.totals()));
        }
        assertThat(sum).isEqualTo(afresh(steps));
    }

    @Property
    void otherNumbersCancelWithinTheRoundingOfEveryStep(@ForAll("anyNumbers") List<Step> steps) {
        List<Moments> way = bySteps(steps);
        double[] last = way.get(steps.size()).toArray();
        double[] fresh = afresh(steps).toArray();
        for (int i = 0; i < Moments.LENGTH; i++) {
            int entry = i;
            double largest =
                    way.stream()
                            .mapToDouble(each -> Math.abs(each.toArray()[entry]))
                            .max()
                            .orElse(0);
            // A step rounds two products, their difference and the sum; then the fresh sum rounds.
            double bound = (4 * steps.size() + 12) * ROUNDING * (largest + 1);
            assertThat(last[i]).isCloseTo(fresh[i], within(bound));
        }
    }

    /** The sums before the first step and after each. */
    private static List<Moments> bySteps(List<Step> steps) {
        RunningMoments moments = new RunningMoments();
        Map<Integer, UserTotals> users = new HashMap<>();
        List<Moments> way = new ArrayList<>(List.of(moments.moments()));
        for (Step step : steps) {
            UserTotals old = users.put(step.user(), step.totals());
            if (old == null) {
                moments.add(step.totals());
            } else {
                moments.replace(old, step.totals());
            }
            way.add(moments.moments());
        }
        return way;
    }

    private static Moments afresh(List<Step> steps) {
        Map<Integer, UserTotals> users = new HashMap<>();
        steps.forEach(step -> users.put(step.user(), step.totals()));
        return TestingVariants.moments(users.values().toArray(UserTotals[]::new));
    }
}
