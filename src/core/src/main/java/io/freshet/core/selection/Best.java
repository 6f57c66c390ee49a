package io.freshet.core.selection;

/**
 * The best few of many, found without sorting the rest: a heap of places holds the best so far, the
 * worst of them on top (Knuth, TAOCP 3, 5.2.3). Numbers stay unboxed, for this runs several times
 * for each slate.
 */
public final class Best {

    private final int[] heap;
    private final Order order;

    private Best(int size, Order order) {
        this.heap = new int[size];
        this.order = order;
    }

    /** Compares two elements by their places; total, so that there is one result. */
    @FunctionalInterface
    public interface Order {
        /** Whether the element at one place comes before that at another. */
        boolean isBefore(int one, int other);
    }

    /**
     * The places of the best, best first.
     *
     * @param size number of elements, whose places are 0 to {@code size - 1}
     * @param most how many are wanted, at least 0
     */
    public static int[] places(int size, int most, Order order) {
        Best best = new Best(Math.min(size, most), order);
        best.fill();
        for (int place = best.heap.length; place < size; place++) {
            best.offer(place);
        }
        best.sort();
        return best.heap;
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
        if (heap.length > 0 && order.isBefore(place, heap[0])) {
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
            if (child + 1 < end && order.isBefore(heap[child], heap[child + 1])) {
                child++;
            }
            if (!order.isBefore(sinking, heap[child])) {
                break;
            }
            heap[parent] = heap[child];
            parent = child;
            child = 2 * parent + 1;
        }
        heap[parent] = sinking;
    }
}
