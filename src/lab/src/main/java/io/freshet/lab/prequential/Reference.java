package io.freshet.lab.prequential;

/**
 * A simple recommender that a feed has to beat. It learns every event, after it was judged: of what
 * other users do it knows more than a slate, which is made right after its user's event before.
 */
interface Reference {

    String name();

    /** The list that it would show to a user who has a past; at most k items, best first. */
    int[] list(UserPast past);

    /** Learns an event. The user's past ends before it. */
    void learn(UserPast past, int item, long span, long timestamp);
}
