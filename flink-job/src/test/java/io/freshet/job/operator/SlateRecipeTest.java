package io.freshet.job.operator;

import static io.freshet.job.operator.TestingRequests.popular;
import static io.freshet.job.operator.TestingRequests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.domain.Reason;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.reranking.SeenPolicy;
import io.freshet.core.reranking.SlateAssembler;
import io.freshet.core.retrieval.PopularItems;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes into slates, and for whom. */
class SlateRecipeTest {

    private final TestingRanker ranker = new TestingRanker(10);

    private SlateRecipe recipe(int size, SeenPolicy seen) {
        return new SlateRecipe(ranker, new SlateAssembler(size, seen));
    }

    private static List<String> items(List<SlateItem> slots) {
        return slots.stream().map(SlateItem::itemId).toList();
    }

    @Test
    void aWindowThatTheRankerKnowsGetsItsBestItems() {
        List<SlateItem> slots =
                recipe(2, SeenPolicy.KEEP)
                        .slots(List.of(request("ann", 1, PopularItems.NONE, "x", "known-7")))
                        .get(0);

        assertThat(slots)
                .containsExactly(
                        new SlateItem(
                                "known-1", -1, "catalogue", List.of(new Reason("known-7", 1))),
                        new SlateItem(
                                "known-2", -2, "catalogue", List.of(new Reason("known-7", 1))));
    }

    @Test
    void aWindowThatItDoesNotKnowGetsWhatIsPopular() {
        List<SlateItem> slots =
                recipe(3, SeenPolicy.KEEP)
                        .slots(List.of(request("ann", 1, popular("x", "known-1"), "x")))
                        .get(0);

        assertThat(slots)
                .extracting(SlateItem::itemId, SlateItem::source, SlateItem::reasons)
                .containsExactly(
                        tuple("x", "popular", List.of()), tuple("known-1", "popular", List.of()));
        assertThat(slots.get(0).score()).isEqualTo((float) Math.log(0.5));
        assertThat(ranker.runs).isEmpty();
    }

    @Test
    void nobodyKnowsAnythingAndTheSlateIsEmpty() {
        assertThat(
                        recipe(3, SeenPolicy.KEEP)
                                .slots(List.of(request("ann", 1, PopularItems.NONE, "x"))))
                .containsExactly(List.of());
    }

    @Test
    void popularItemsThatTheRankerDoesNotKnowCompeteWithItsOwn() {
        List<SlateItem> slots =
                recipe(4, SeenPolicy.KEEP)
                        .slots(
                                List.of(
                                        request(
                                                "ann",
                                                1,
                                                popular("known-9", "new", "newer"),
                                                "known-5")))
                        .get(0);

        assertThat(slots)
                .extracting(SlateItem::itemId, SlateItem::source)
                .containsExactly(
                        tuple("known-1", "catalogue"),
                        tuple("new", "popular"),
                        tuple("known-2", "catalogue"),
                        tuple("newer", "popular"));
    }

    @Test
    void seenItemsAreDroppedAndTheSlateIsFullAllTheSame() {
        List<List<SlateItem>> slots =
                recipe(3, SeenPolicy.DROP)
                        .slots(
                                List.of(
                                        request("ann", 1, PopularItems.NONE, "known-1", "known-3"),
                                        request("bob", 1, popular("x", "y"), "x")));

        assertThat(items(slots.get(0))).containsExactly("known-2", "known-4", "known-5");
        assertThat(items(slots.get(1))).containsExactly("y");
        assertThat(ranker.wanted).containsExactly(5);
    }

    @Test
    void everyRequestGetsItsOwnSlots() {
        List<List<SlateItem>> slots =
                recipe(1, SeenPolicy.DROP)
                        .slots(
                                List.of(
                                        request("new", 1, popular("p", "q"), "x"),
                                        request("ann", 1, popular("q"), "known-1"),
                                        request("newer", 1, popular("q"), "y"),
                                        request("ann", 1, PopularItems.NONE, "known-1"),
                                        request("bob", 1, PopularItems.NONE, "known-1", "known-2"),
                                        request("newest", 1, PopularItems.NONE, "z")));

        assertThat(slots)
                .extracting(SlateRecipeTest::items)
                .containsExactly(
                        List.of("p"),
                        List.of("q"),
                        List.of("q"),
                        List.of("known-2"),
                        List.of("known-3"),
                        List.of());
        assertThat(ranker.runs).as("one run for all").containsExactly(3);
    }
}
