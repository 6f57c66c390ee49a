package io.freshet.lab.prequential;

/** What the user acted on, latest first. */
final class OwnLastItems implements Reference {

    private final int k;

    OwnLastItems(int k) {
        this.k = k;
    }

    @Override
    public String name() {
        return "own last items";
    }

    @Override
    public int[] list(UserPast past) {
        return past.recentItems(k);
    }

    @Override
    public void learn(UserPast past, int item, long span, long timestamp) {
        // The past knows it.
    }
}
