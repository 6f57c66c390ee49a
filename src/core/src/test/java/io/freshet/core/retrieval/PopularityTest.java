package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PopularityTest {

    private static final long HALF_LIFE = 1000;

    private static DecayedCount counted(long... timestamps) {
        DecayedCount count = DecayedCount.NONE;
        for (long timestamp : timestamps) {
            count = count.plus(1, timestamp, HALF_LIFE);
        }
        return count;
    }

    @Test
    void aCountHalvesEveryHalfLife() {
        assertThat(counted(0, 1000, 2000).count()).isEqualTo(1.75);
        assertThat(counted(0).at(3000, HALF_LIFE)).isEqualTo(0.125);
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        DecayedCount late = counted(2000, 0, 1000);
        assertThat(late.count()).isCloseTo(counted(0, 1000, 2000).count(), within(1e-12));
        assertThat(late.timestamp()).isEqualTo(2000);
    }

    @Test
    void nothingMoreChangesNothing() {
        DecayedCount nothing = DecayedCount.NONE;
        assertThat(counted(7).plus(nothing.count(), nothing.timestamp(), HALF_LIFE))
                .isEqualTo(counted(7));
    }

    @Test
    void theMostPopularComesFirstWithItsShare() {
        PopularityCounter counter = new PopularityCounter(2, HALF_LIFE);
        counter.update("old", counted(0, 0, 0));
        counter.update("new", counted(2000, 2000));
        counter.update("rare", counted(0));
        assertThat(counter.asOf()).isEqualTo(2000);
        DecayedCount all = counted(0, 0, 0, 0, 2000, 2000);
        assertThat(counter.shares(all, 2000))
                .containsExactly(new ItemShare("new", 2 / 3.0), new ItemShare("old", 0.75 / 3.0));
        assertThat(counter.shares(all, 9000)).as("they fade alike").hasSize(2);
    }

    @Test
    void itemsOfEqualCountAreOrderedByTheirId() {
        PopularityCounter counter = new PopularityCounter(5, HALF_LIFE);
        List.of("c", "a", "b").forEach(item -> counter.update(item, counted(7)));
        assertThat(counter.shares(counted(7, 7, 7), 7))
                .extracting(ItemShare::itemId)
                .containsExactly("a", "b", "c");
    }

    @Test
    void aCounterHoldsAtMostTwiceItsCapacity() {
        PopularityCounter counter = new PopularityCounter(3, HALF_LIFE);
        for (int i = 0; i < 100; i++) {
            counter.update("i" + i, counted(i));
            assertThat(counter.counts()).hasSizeLessThanOrEqualTo(6);
        }
        assertThat(counter.counts()).containsKey("i99");
    }

    @Test
    void aShareIsOfAllItemsNotOfThoseHeld() {
        PopularityCounter counter = new PopularityCounter(1, HALF_LIFE);
        DecayedCount all = DecayedCount.NONE;
        for (int i = 0; i < 100; i++) {
            counter.update("i" + i, counted(5));
            all = all.plus(1, 5, HALF_LIFE);
        }
        assertThat(counter.shares(all, 5)).extracting(ItemShare::share).containsExactly(0.01);
    }

    @Test
    void aShareIsAShare() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ItemShare("i", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ItemShare("i", Double.NaN));
    }
}
