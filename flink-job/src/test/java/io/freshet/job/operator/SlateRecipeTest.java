package io.freshet.job.operator;

import static io.freshet.job.operator.TestingRequests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.freshet.core.domain.Reason;
import io.freshet.core.domain.SeenPolicy;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.reranking.SlateAssembler;
import io.freshet.core.retrieval.CountsTable;
import io.freshet.core.retrieval.ItemLists;
import io.freshet.core.retrieval.ItemNeighbours;
import io.freshet.core.retrieval.ItemShare;
import io.freshet.job.config.CandidateSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes into slates, and for whom. */
class SlateRecipeTest {

    /** The score of an item that the model does not know and no count speaks for. */
    private static final float NOBODYS = (float) Math.log(1e-12);

    private final TestingRanker ranker = new TestingRanker(10);
    private final CountsTable counts = new CountsTable(10_000);

    private SlateRecipe recipe(int size, SeenPolicy seen) {
        return recipe(size, seen, new CandidateSettings(1_500, 100, 50, 100, 20, Map.of(), true));
    }

    private SlateRecipe recipe(int size, SeenPolicy seen, CandidateSettings candidates) {
        return new SlateRecipe(
                ranker,
                CandidateSetup.merger(candidates, TestingCounts.SETTINGS, ranker.blend()),
                counts,
                new SlateAssembler(size, seen),
                candidates.catalogue());
    }

    /** Each half as popular as the one before. */
    private void popular(String... items) {
        double[] share = {1};
        counts.put(
                new ItemLists(
                        TestingRequests.START,
                        Arrays.stream(items)
                                .map(item -> new ItemShare(item, share[0] /= 3))
                                .toList(),
                        List.of()));
    }

    private void neighbours(String item, String... neighbours) {
        double[] weights = new double[neighbours.length];
        Arrays.fill(weights, 1);
        counts.put(new ItemNeighbours(item, TestingRequests.START, 1, neighbours, weights));
    }

    private static List<String> items(List<SlateItem> slots) {
        return slots.stream().map(SlateItem::itemId).toList();
    }

    @Test
    void aWindowThatTheRankerKnowsGetsItsBestItems() {
        List<SlateItem> slots =
                recipe(2, SeenPolicy.KEEP).slots(List.of(request("ann", 1, "x", "known-7"))).get(0);

        assertThat(slots)
                .containsExactly(
                        new SlateItem(
                                "known-1", -1, "catalogue", List.of(new Reason("known-7", 1))),
                        new SlateItem(
                                "known-2", -2, "catalogue", List.of(new Reason("known-7", 1))));
    }

    @Test
    void aWindowThatItDoesNotKnowGetsWhatIsPopular() {
        popular("x", "known-1");
        List<SlateItem> slots =
                recipe(3, SeenPolicy.KEEP).slots(List.of(request("ann", 1, "x"))).get(0);

        assertThat(slots)
                .extracting(SlateItem::itemId, SlateItem::source, SlateItem::reasons)
                .containsExactly(
                        tuple("x", "popular", List.of()), tuple("known-1", "popular", List.of()));
        assertThat(slots.get(0).score()).isEqualTo((float) Math.log(0.75));
        assertThat(ranker.runs).isEmpty();
    }

    @Test
    void nobodyKnowsAnythingAndTheSlateIsEmpty() {
        SlateRecipe withoutOwnItems =
                recipe(
                        3,
                        SeenPolicy.KEEP,
                        new CandidateSettings(1_500, 100, 0, 100, 20, Map.of(), true));
        assertThat(withoutOwnItems.slots(List.of(request("ann", 1, "x"))))
                .containsExactly(List.of());
    }

    @Test
    void popularItemsThatTheRankerDoesNotKnowCompeteWithItsOwn() {
        popular("known-9", "new", "newer");
        List<SlateItem> slots =
                recipe(4, SeenPolicy.KEEP).slots(List.of(request("ann", 1, "known-5"))).get(0);

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
        popular("x", "y");
        List<List<SlateItem>> slots =
                recipe(3, SeenPolicy.DROP)
                        .slots(
                                List.of(
                                        request("ann", 1, "known-1", "known-3"),
                                        request("bob", 1, "x")));

        assertThat(items(slots.get(0))).containsExactly("x", "y", "known-2");
        assertThat(items(slots.get(1))).containsExactly("y");
        assertThat(ranker.wanted).containsExactly(5);
    }

    @Test
    void everyRequestGetsItsOwnSlots() {
        popular("p");
        List<List<SlateItem>> slots =
                recipe(1, SeenPolicy.DROP)
                        .slots(
                                List.of(
                                        request("new", 1, "x"),
                                        request("ann", 1, "known-1"),
                                        request("newer", 1, "p"),
                                        request("bob", 1, "known-1", "known-2", "p"),
                                        request("newest", 1, "z")));

        assertThat(slots)
                .extracting(SlateRecipeTest::items)
                .containsExactly(
                        List.of("p"), List.of("p"), List.of(), List.of("known-3"), List.of("p"));
        assertThat(ranker.runs).as("one run for all").containsExactly(2);
    }

    @Test
    void aWindowOfUnknownItemsStillGetsAPersonalSlate() {
        neighbours("x", "y", "z");
        neighbours("u", "v");
        List<List<SlateItem>> slots =
                recipe(5, SeenPolicy.DROP)
                        .slots(List.of(request("ann", 1, "x"), request("bob", 1, "u")));

        assertThat(slots)
                .extracting(SlateRecipeTest::items)
                .containsExactly(List.of("y", "z"), List.of("v"));
        assertThat(slots.get(1))
                .containsExactly(
                        new SlateItem("v", 0, "covisitation", List.of(new Reason("u", 1))));
    }

    @Test
    void whatTheRankerKnowsHasItsScoreWhoeverBringsIt() {
        neighbours("known-1", "known-40", "new");
        List<SlateItem> slots =
                recipe(3, SeenPolicy.KEEP, new CandidateSettings(0, 100, 0, 0, 0, Map.of(), true))
                        .slots(List.of(request("ann", 1, "known-1")))
                        .get(0);

        assertThat(slots)
                .extracting(SlateItem::itemId, SlateItem::source)
                .containsExactly(tuple("new", "covisitation"), tuple("known-40", "covisitation"));
        assertThat(slots.get(1).score()).isEqualTo(-40);
    }

    @Test
    void whatSomebodyChoseStandsAmongTheModelsItems() {
        List<SlateItem> slots =
                recipe(
                                4,
                                SeenPolicy.KEEP,
                                new CandidateSettings(
                                        1_500, 0, 0, 0, 0, Map.of("editorial", 2), true))
                        .slots(List.of(request("ann", 1, "known-5")))
                        .get(0);

        assertThat(slots)
                .extracting(SlateItem::itemId, SlateItem::source)
                .containsExactly(
                        tuple("chosen-1", "editorial"),
                        tuple("known-1", "catalogue"),
                        tuple("chosen-2", "editorial"),
                        tuple("known-2", "catalogue"));
    }

    @Test
    void seenItemsThatNobodyElseBringsAreRepeated() {
        List<SlateItem> slots =
                recipe(20, SeenPolicy.KEEP)
                        .slots(List.of(request("ann", 1, "x", "known-40")))
                        .get(0);

        assertThat(slots)
                .filteredOn(SlateRecipeTest::isRepeated)
                .containsExactlyInAnyOrder(
                        new SlateItem(
                                "known-40", -40, "repeat", List.of(new Reason("known-40", 1))),
                        new SlateItem("x", NOBODYS, "repeat", List.of(new Reason("x", 1))));
    }

    @Test
    void nothingIsRepeatedWhereSeenItemsAreDropped() {
        List<List<SlateItem>> slots =
                recipe(20, SeenPolicy.DROP)
                        .slots(
                                List.of(
                                        request("ann", 1, "x", "known-40"),
                                        request("bob", 1, "y", "z")));

        assertThat(slots.get(0)).hasSize(10);
        assertThat(slots)
                .allSatisfy(each -> assertThat(each).noneMatch(SlateRecipeTest::isRepeated));
    }

    private static boolean isRepeated(SlateItem slot) {
        return slot.source().equals("repeat");
    }

    @Test
    void aSlateDoesNotDependOnWhoSharesItsBatch() {
        popular("known-8", "x");
        SlateRecipe recipe =
                recipe(
                        3,
                        SeenPolicy.DROP,
                        new CandidateSettings(1_500, 0, 0, 2, 0, Map.of(), true));
        var ann = request("ann", 1, "known-1");
        var bob = request("bob", 1, "known-2", "known-3", "known-4", "known-5", "known-6");

        List<SlateItem> alone = recipe.slots(List.of(ann)).get(0);

        assertThat(recipe.slots(List.of(bob, ann)).get(1)).isEqualTo(alone);
        assertThat(alone).extracting(SlateItem::itemId).contains("x");
    }
}
