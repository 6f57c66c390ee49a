package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

/** What followed most often on the user's last item, that item itself too. */
final class NextItemCountsWithSameItem implements Reference {

    private final NextItemCounts next;

    /**
     * @param next learns for itself
     */
    NextItemCountsWithSameItem(NextItemCounts next) {
        this.next = requireNonNull(next, "next");
    }

    @Override
    public String name() {
        return next.name() + ", same item too";
    }

    @Override
    public int[] list(UserPast past) {
        return next.listWithSameItem(past);
    }

    @Override
    public void learn(UserPast past, int item, long span, long timestamp) {
        // The counts learn it.
    }
}
