package io.freshet.lab.experiment;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Which users come before which peek: a linked list for each peek, in two arrays. */
final class VisitsByPeek {

    private static final int NONE = -1;

    private final int[] newest;
    private int[] users = new int[1 << 16];
    private int[] older = new int[1 << 16];
    private int size;

    VisitsByPeek(int peeks) {
        this.newest = new int[peeks];
        Arrays.fill(newest, NONE);
    }

    int peeks() {
        return newest.length;
    }

    /** One more visit; a user may come more than once. */
    void add(int peek, int user) {
        if (size == users.length) {
            users = Arrays.copyOf(users, 2 * size);
            older = Arrays.copyOf(older, 2 * size);
        }
        users[size] = user;
        older[size] = newest[peek];
        newest[peek] = size++;
    }

    void forEach(int peek, IntConsumer visit) {
        for (int each = newest[peek]; each != NONE; each = older[each]) {
            visit.accept(users[each]);
        }
    }
}
