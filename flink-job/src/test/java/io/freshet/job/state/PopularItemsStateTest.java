package io.freshet.job.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.retrieval.PopularItem;
import io.freshet.core.retrieval.PopularItems;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was popular at a moment, of the lists that are held. */
class PopularItemsStateTest {

    private final TestingBroadcastState<Long, PopularItems> lists = new TestingBroadcastState<>();

    private static PopularItems list(long asOf, String item) {
        return new PopularItems(asOf, List.of(new PopularItem(item, 1)));
    }

    private void add(PopularItems... added) throws Exception {
        for (PopularItems list : added) {
            PopularItemsState.add(lists, list);
        }
    }

    private PopularItems asOf(long moment) throws Exception {
        return PopularItemsState.asOf(PopularItemsState.byTime(lists), moment);
    }

    @Test
    void beforeAnyListNothingIsPopular() throws Exception {
        assertThat(asOf(100)).isEqualTo(PopularItems.NONE);
    }

    @Test
    void aMomentGetsTheNewestListThatHoldsNothingLater() throws Exception {
        add(list(10, "a"), list(30, "c"), list(20, "b"));

        assertThat(asOf(10)).isEqualTo(list(10, "a"));
        assertThat(asOf(29)).isEqualTo(list(20, "b"));
        assertThat(asOf(30)).isEqualTo(list(30, "c"));
        assertThat(asOf(1_000)).isEqualTo(list(30, "c"));
    }

    @Test
    void aMomentBeforeAllListsGetsTheOldest() throws Exception {
        add(list(20, "b"), list(10, "a"));

        assertThat(asOf(9)).isEqualTo(list(10, "a"));
    }

    @Test
    void aListOfTheSameMomentReplacesTheOneBefore() throws Exception {
        add(list(10, "a"), list(10, "b"));

        assertThat(asOf(10)).isEqualTo(list(10, "b"));
        assertThat(lists.entries()).hasSize(1);
    }

    @Test
    void theOldestOfTooManyIsDroppedInWhicheverOrderTheyCome() throws Exception {
        for (int asOf = PopularItemsState.LISTS_HELD + 2; asOf > 0; asOf--) {
            add(list(asOf, "item-" + asOf));
        }
        assertThat(lists.entries()).hasSize(PopularItemsState.LISTS_HELD);
        assertThat(asOf(0)).isEqualTo(list(3, "item-3"));

        add(list(1_000, "new"));
        assertThat(lists.entries()).hasSize(PopularItemsState.LISTS_HELD);
        assertThat(asOf(0)).isEqualTo(list(4, "item-4"));
    }

    @Test
    void aListWithoutItemsIsAListToo() throws Exception {
        add(PopularItems.NONE);

        assertThat(asOf(100)).isEqualTo(PopularItems.NONE);
        add(list(10, "a"));
        assertThat(asOf(100)).isEqualTo(list(10, "a"));
        assertThat(asOf(5)).isEqualTo(list(10, "a"));
    }
}
