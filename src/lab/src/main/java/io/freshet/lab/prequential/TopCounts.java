package io.freshet.lab.prequential;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts of items that all decay at one pace, and the items that count most. Where all decay alike
 * only a counted item can rise, so the best are kept as events come. Of equal counts the one that
 * stood there first stays ahead. Counts are kept as logarithms: nothing overflows, however long the
 * log.
 */
final class TopCounts {

    private static final double LN_2 = Math.log(2);

    private final Map<Integer, Double> log2Counts = new HashMap<>();
    private final int[] top;
    private final double[] log2OfTop;
    private int size;

    /**
     * @param k how many of the best are known
     */
    TopCounts(int k) {
        this.top = new int[k];
        this.log2OfTop = new double[k];
    }

    /**
     * Counts an item once.
     *
     * @param halfLives the time of counting, in half-lives; always 0 for counts that do not decay
     */
    void count(int item, double halfLives) {
        double count = log2Counts.merge(item, halfLives, TopCounts::log2Sum);
        int place = place(item);
        if (place == size) {
            if (size < top.length) {
                size++;
            } else if (count > log2OfTop[size - 1]) {
                place--;
            } else {
                return;
            }
        }
        for (; place > 0 && count > log2OfTop[place - 1]; place--) {
            top[place] = top[place - 1];
            log2OfTop[place] = log2OfTop[place - 1];
        }
        top[place] = item;
        log2OfTop[place] = count;
    }

    /** The best items, best first. */
    int[] items() {
        return Arrays.copyOf(top, size);
    }

    private int place(int item) {
        for (int place = 0; place < size; place++) {
            if (top[place] == item) {
                return place;
            }
        }
        return size;
    }

    private static double log2Sum(double a, double b) {
        return Math.max(a, b) + Math.log1p(Math.pow(2, -Math.abs(a - b))) / LN_2;
    }
}
