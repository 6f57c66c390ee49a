package io.freshet.core.selection;

/**
 * The best few of many, found without sorting the rest: a heap of places holds the best so far, the
 * worst of them on top (Knuth, TAOCP 3, 5.2.3). Numbers stay unboxed, for this runs several times
 * for each slate.
 */
public final class Best {

    private final double[] scores;
    private final Ties ties;
    private final int[] heap;

    private Best(double[] scores, int size, Ties ties) {
        this.scores = scores;
        this.ties = ties;
        this.heap = new int[size];
    }

    /**
     * Says which of two elements with equal scores is better; total, so that there is one result.
     */
    @FunctionalInterface
    public interface Ties {
        /** Whether the element at one place comes before that at another. */
        boolean isBefore(int one, int other);
    }

    /**
     * The places of those with the highest scores, highest first.
     *
     * @param scores of the elements, by their places; none of them NaN
     * @param size number of elements, whose places are 0 to {@code size - 1}
     * @param most how many are wanted, at least 0
     */
    public static int[] places(double[] scores, int size, int most, Ties ties) {
        Best best = new Best(scores, Math.min(size, most), ties);
        best.fill();
        for (int place = best.heap.length; place < size; place++) {
            best.offer(place);
        }
        best.sort();
        return best.heap;
    }

    private boolean isBefore(int one, int other) {
        return scores[one] > scores[other]
                || (scores[one] == scores[other] && ties.isBefore(one, other));
    }

    private void fill() {
        for (int i = 0; i < heap.length; i++) {
            heap[i] = i;
        }
        for (int parent = heap.length / 2 - 1; parent >= 0; parent--) {
            sink(parent, heap.length);
        }
    }

    private void offer(int place) {
        if (heap.length > 0 && isBefore(place, heap[0])) {
            heap[0] = place;
            sink(0, heap.length);
        }
    }

    private void sort() {
        for (int end = heap.length - 1; end > 0; end--) {
            int worst = heap[0];
            heap[0] = heap[end];
            heap[end] = worst;
            sink(0, end);
        }
    }

    private void sink(int start, int end) {
        int sinking = heap[start];
        int parent = start;
        int child = 2 * parent + 1;
        while (child < end) {
            if (child + 1 < end && isBefore(heap[child], heap[child + 1])) {
                child++;
            }
            if (!isBefore(sinking, heap[child])) {
                break;
            }
            heap[parent] = heap[child];
            parent = child;
            child = 2 * parent + 1;
        }
        heap[parent] = sinking;
    }
}
