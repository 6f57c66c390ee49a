package io.freshet.lab.prequential;

/**
 * A list held against the items that came.
 *
 * @param targets the distinct items that came, at least 1
 * @param hits how many of them the list holds
 * @param firstRank rank of the first that it holds, from 1; 0 if it holds none
 */
record Match(int targets, int hits, int firstRank) {

    static Match of(int[] list, int[] targets) {
        int hits = 0;
        int firstRank = 0;
        for (int target : targets) {
            int rank = rankOf(target, list);
            if (rank == 0) {
                continue;
            }
            hits++;
            firstRank = firstRank == 0 ? rank : Math.min(rank, firstRank);
        }
        return new Match(targets.length, hits, firstRank);
    }

    private static int rankOf(int item, int[] list) {
        for (int slot = 0; slot < list.length; slot++) {
            if (list[slot] == item) {
                return slot + 1;
            }
        }
        return 0;
    }
}
