package io.freshet.console.live;

import static io.freshet.console.TestingSlates.slate;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.core.domain.Item;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ItemTrendsTest {

    private static final long NOW = Duration.ofHours(1).toMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final Titles titles = new Titles(10);
    private final ItemTrends trends = new ItemTrends(titles);

    @BeforeEach
    void watchForAWhile() {
        trends.board(NOW - 9 * MINUTE);
    }

    @Test
    void countsWhatWasActedOnLatelyAndBefore() {
        titles.put(Item.of("a", "Amber Kite", "toys"));
        act("a", 3, NOW - 6 * MINUTE);
        act("a", 9, NOW);
        act("b", 4, NOW);

        ItemTrends.Board board = trends.board(NOW);

        assertThat(board.acted())
                .containsExactly(
                        new ActedOn("a", "Amber Kite", "toys", 9, 3L),
                        new ActedOn("b", null, null, 4, 0L));
    }

    @Test
    void fewInteractionsAreNoTrend() {
        act("steady", 50, NOW - 6 * MINUTE);
        act("steady", 55, NOW);
        act("rising", 20, NOW);
        act("rare", 4, NOW);

        assertThat(trends.board(NOW).rising())
                .extracting(ActedOn::itemId)
                .containsExactly("rising", "steady");
    }

    @Test
    void comparesHalvesOfWhatItHasWatchedSoFar() {
        ItemTrends begun = new ItemTrends(titles);
        begun.acted("a", NOW);
        assertThat(begun.board(NOW).acted()).containsExactly(new ActedOn("a", null, null, 1, null));
        assertThat(begun.board(NOW).rising()).isEmpty();

        for (int i = 0; i < 8; i++) {
            begun.acted("a", NOW + 170_000);
        }

        ItemTrends.Board board = begun.board(NOW + 170_000);
        assertThat(board.spanSeconds()).isEqualTo(90);
        assertThat(board.rising()).containsExactly(new ActedOn("a", null, null, 8, 1L));
    }

    @Test
    void forgetsWhatIsLongAgo() {
        act("a", 5, NOW);

        assertThat(trends.board(NOW + 5 * MINUTE).acted()).isEmpty();
        assertThat(trends.item("a", NOW + 5 * MINUTE).before()).isEqualTo(5L);
        assertThat(trends.item("a", NOW + 60 * MINUTE).isKnown()).isFalse();
    }

    @Test
    void tellsWhoIsShownWhat() {
        trends.shown(slate("home", "u", 1, "a", "b"), NOW);
        trends.shown(slate("home", "v", 1, "a"), NOW);

        assertThat(trends.board(NOW).shown())
                .extracting(ShownItem::itemId)
                .containsExactly("a", "b");
        ItemPage page = trends.item("a", NOW);
        assertThat(page.slots()).isEqualTo(2);
        assertThat(page.share()).isEqualTo(1);
        assertThat(page.sources()).containsEntry("catalogue", 2L);
        assertThat(page.users()).containsExactly("u", "v");
    }

    @Test
    void memoryIsBoundWhateverTheCatalogue() {
        for (int item = 0; item < 100_000; item++) {
            trends.acted("item-" + item, NOW);
        }
        act("item-7", 500, NOW);

        ItemTrends.Board board = trends.board(NOW);

        assertThat(board.acted()).hasSizeLessThanOrEqualTo(50);
        assertThat(board.acted().get(0).itemId()).isEqualTo("item-7");
    }

    private void act(String itemId, int times, long now) {
        for (int i = 0; i < times; i++) {
            trends.acted(itemId, now);
        }
    }
}
