package io.freshet.lab.prequential;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which other items followed most often on the user's last item, with all users. */
final class NextItemCounts implements Reference {

    private static final int[] NOTHING = {};

    private final Map<Integer, TopCounts> followers = new HashMap<>();
    private final int k;

    NextItemCounts(int k) {
        this.k = k;
    }

    @Override
    public String name() {
        return "one-step counts";
    }

    @Override
    public int[] list(UserPast past) {
        int last = past.lastItem();
        return Arrays.stream(followers(past)).filter(item -> item != last).limit(k).toArray();
    }

    /** The same where an item may follow on itself. */
    int[] listWithSameItem(UserPast past) {
        return Arrays.stream(followers(past)).limit(k).toArray();
    }

    @Override
    public void learn(UserPast past, int item, long span, long timestamp) {
        if (past.isEmpty()) {
            return;
        }
        // One more than is shown: the last item itself may be among them.
        followers.computeIfAbsent(past.lastItem(), key -> new TopCounts(k + 1)).count(item, 0);
    }

    private int[] followers(UserPast past) {
        TopCounts counts = followers.get(past.lastItem());
        return counts == null ? NOTHING : counts.items();
    }
}
