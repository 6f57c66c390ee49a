package io.freshet.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class VariantDrawPropertiesTest {

    private static final double ROUNDING = 1e-12;

    private static List<Variant> variants(List<Integer> weights) {
        double sum = weights.stream().mapToInt(Integer::intValue).sum();
        return IntStream.range(0, weights.size())
                .mapToObj(i -> new Variant("v" + i, weights.get(i) / sum, null))
                .toList();
    }

    private static Variant draw(List<Variant> variants, String userId) {
        return new VariantDraw("salt", variants).of(new Draws(userId));
    }

    private static boolean anybody(List<Integer> weights) {
        return weights.stream().anyMatch(weight -> weight > 0);
    }

    @Property
    void movesOnlyToVariantsThatGained(
            @ForAll @Size(4) List<@IntRange(max = 9) Integer> before,
            @ForAll @Size(4) List<@IntRange(max = 9) Integer> after,
            @ForAll String userId) {
        assumeThat(anybody(before) && anybody(after)).isTrue();
        List<Variant> old = variants(before);
        List<Variant> now = variants(after);

        int from = old.indexOf(draw(old, userId));
        int to = now.indexOf(draw(now, userId));

        if (from != to && old.get(to).share() > 0) {
            assertThat(now.get(to).share() / old.get(to).share())
                    .isGreaterThan(now.get(from).share() / old.get(from).share() + ROUNDING);
        }
    }

    @Property
    void doesNotMindTheOrderOfVariants(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 9) Integer> weights,
            @ForAll String userId) {
        assumeThat(anybody(weights)).isTrue();
        List<Variant> variants = variants(weights);
        List<Variant> reversed = new ArrayList<>(variants);
        Collections.reverse(reversed);

        assertThat(draw(reversed, userId)).isEqualTo(draw(variants, userId));
    }

    @Property
    void nobodyHasAVariantWithoutAShare(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 2) Integer> weights,
            @ForAll String userId) {
        assumeThat(anybody(weights)).isTrue();
        assertThat(draw(variants(weights), userId).share()).isPositive();
    }

    @Property(tries = 1)
    void pullsOfTheLeastAndTheGreatestDrawAreNumbers() {
        assertThat(VariantDraw.pull(0.5, 0)).isZero();
        assertThat(VariantDraw.pull(1e-300, 0x1p-53)).isPositive();
        assertThat(VariantDraw.pull(1, 1 - 0x1p-53)).isPositive().isFinite();
    }
}
