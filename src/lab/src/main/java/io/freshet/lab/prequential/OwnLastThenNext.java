package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import java.util.stream.IntStream;

/** The user's last few items, then what follows on the last of them. */
final class OwnLastThenNext implements Reference {

    private static final int OWN = 5;

    private final NextItemCounts next;
    private final int k;

    /**
     * @param next learns for itself
     */
    OwnLastThenNext(NextItemCounts next, int k) {
        this.next = requireNonNull(next, "next");
        this.k = k;
    }

    @Override
    public String name() {
        return "own last " + OWN + ", then " + next.name();
    }

    @Override
    public int[] list(UserPast past) {
        IntStream own = IntStream.of(past.recentItems(OWN));
        return IntStream.concat(own, IntStream.of(next.list(past))).distinct().limit(k).toArray();
    }

    @Override
    public void learn(UserPast past, int item, long span, long timestamp) {
        // The counts learn it.
    }
}
