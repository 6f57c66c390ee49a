package io.freshet.core.retrieval;

/**
 * {@link ItemLists} as generators take them: made once, asked for many slates.
 *
 * @param popular of all items; shares are of what the list holds, as {@code
 *     freshet_model.counts.popularity} has it
 * @param fresh of the items that were acted on for the first time lately; shares are of all that
 *     was counted
 */
public record ListedItems(ItemScores popular, ItemScores fresh) {

    /** Before anything was counted. */
    public static final ListedItems NONE = new ListedItems(ItemScores.NONE, ItemScores.NONE);

    static ListedItems of(ItemLists lists) {
        return new ListedItems(
                ItemScores.ofRanked(lists.popular()), ItemScores.ofShares(lists.fresh()));
    }
}
