package io.freshet.core.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountsTableTest {

    private static ItemNeighbours neighbours(String item, long asOf, double popularity, int size) {
        String[] ids = new String[size];
        for (int i = 0; i < size; i++) {
            ids[i] = "n" + i;
        }
        return new ItemNeighbours(item, asOf, popularity, ids, new double[size]);
    }

    private static ItemLists popular(long asOf, String item) {
        return new ItemLists(asOf, List.of(new ItemShare(item, 1)), List.of());
    }

    private static Set<String> popularAsOf(CountsTable table, long moment) {
        return table.listedAsOf(moment).popular().itemIds();
    }

    @Test
    void newerNeighboursTakeThePlaceOfOlderOnes() {
        CountsTable table = new CountsTable(1_000);
        table.put(neighbours("a", 5, 2, 1));
        table.put(neighbours("a", 5, 1, 2));
        table.put(neighbours("a", 4, 9, 3));
        assertThat(table.neighboursOf("a")).get().extracting(ItemNeighbours::size).isEqualTo(1);
        table.put(neighbours("a", 5, 3, 4));
        assertThat(table.neighboursOf("a")).get().extracting(ItemNeighbours::size).isEqualTo(4);
    }

    @Test
    void holdsNoMoreThanItMay() {
        CountsTable table = new CountsTable(10_000);
        for (int i = 0; i < 1_000; i++) {
            table.put(neighbours("item-" + i, i, 1, 84));
        }
        assertThat(table.items()).isBetween(50L, 100L);
    }

    @Test
    void answersWithTheListThatHoldsNothingLater() {
        CountsTable table = new CountsTable(1_000);
        assertThat(table.listedAsOf(7)).isEqualTo(ListedItems.NONE);
        table.put(popular(10, "a"));
        table.put(popular(20, "b"));
        assertThat(popularAsOf(table, 19)).containsExactly("a");
        assertThat(popularAsOf(table, 20)).containsExactly("b");
        assertThat(popularAsOf(table, 9)).containsExactly("a");
    }

    @Test
    void dropsTheOldestOfTooManyLists() {
        CountsTable table = new CountsTable(1_000);
        for (int i = 0; i <= CountsTable.LISTS_HELD; i++) {
            table.put(popular(i, "p" + i));
        }
        assertThat(popularAsOf(table, 0)).containsExactly("p1");
    }
}
