package io.freshet.core.experiment.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many different items a sketch counts. */
class ItemSketchTest {

    private static ItemSketch of(List<String> items) {
        ItemSketch sketch = ItemSketch.empty();
        items.forEach(sketch::add);
        return sketch;
    }

    private static List<String> items(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "item-" + i).collect(Collectors.toList());
    }

    @Test
    void countsAnItemOnce() {
        ItemSketch sketch = of(items(0, 10));
        items(0, 10).forEach(sketch::add);

        assertThat(sketch.items()).isEqualTo(10);
        assertThat(ItemSketch.empty().items()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 10_000, 100_000, 1_000_000})
    void isAboutRightOfAsManyAsThereAre(int count) {
        ItemSketch sketch = of(items(0, count));

        assertThat(sketch.items()).isCloseTo(count, withinPercentage(4));
        assertThat(sketch.toBytes()).hasSizeLessThan(2_300);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 30_000})
    void isTheSameInAnyOrderAndThroughBytes(int count) {
        List<String> shuffled = items(0, count);
        Collections.reverse(shuffled);
        ItemSketch half = of(shuffled.subList(0, count / 2));
        ItemSketch restored = ItemSketch.of(half.toBytes());
        shuffled.subList(count / 2, count).forEach(restored::add);

        assertThat(restored.items()).isEqualTo(of(items(0, count)).items());
    }

    @Test
    void aUnionHasTheItemsOfAll() {
        List<ItemSketch> parts = List.of(of(items(0, 3_000)), of(items(2_000, 5_000)));

        assertThat(ItemSketch.union(parts).items()).isCloseTo(5_000, withinPercentage(4));
        assertThat(ItemSketch.union(List.of()).items()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 30_000})
    void aUnionIsWhatOneSketchOfAllWouldBe(int count) {
        ItemSketch half = of(items(0, count / 2));
        ItemSketch rest = of(items(count / 3, count));

        assertThat(ItemSketch.union(List.of(half, rest)).items())
                .isEqualTo(ItemSketch.union(List.of(rest, half)).items())
                .isEqualTo(of(items(0, count)).items());
    }

    @Test
    void whatItKnowsChangesNoByte() {
        ItemSketch sketch = of(items(0, 20_000));
        byte[] before = sketch.toBytes();
        items(0, 20_000).forEach(sketch::add);

        assertThat(sketch.toBytes()).isEqualTo(before);
    }
}
