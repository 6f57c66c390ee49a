package io.freshet.core.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BestTest {

    @Property
    void findsWhatSortingFinds(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 20) Integer> values,
            @ForAll @IntRange(min = 0, max = 70) int most) {
        double[] scores = values.stream().mapToDouble(Integer::doubleValue).toArray();

        int[] best = Best.places(scores, values.size(), most, (one, other) -> one < other);

        List<Integer> sorted =
                IntStream.range(0, values.size())
                        .boxed()
                        .sorted(Comparator.comparing((Integer place) -> -values.get(place)))
                        .limit(most)
                        .toList();
        assertThat(best).containsExactly(sorted.toArray(Integer[]::new));
    }
}
