package io.freshet.core.retrieval;

/**
 * {@link ItemLists} as generators take them: made once, asked for many slates.
 *
 * @param popular of all items
 * @param fresh of the items that were acted on for the first time lately
 */
public record ListedItems(ItemScores popular, ItemScores fresh) {

    /** Before anything was counted. */
    public static final ListedItems NONE = new ListedItems(ItemScores.NONE, ItemScores.NONE);

    static ListedItems of(ItemLists lists) {
        return new ListedItems(
                ItemScores.ofShares(lists.popular()), ItemScores.ofShares(lists.fresh()));
    }
}
