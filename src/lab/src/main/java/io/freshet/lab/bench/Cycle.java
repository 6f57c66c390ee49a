package io.freshet.lab.bench;

import java.util.Iterator;
import java.util.List;

/** The elements of a list, over and over. */
final class Cycle<T> implements Iterator<T> {

    private final List<T> elements;
    private int next;

    private Cycle(List<T> elements) {
        this.elements = List.copyOf(elements);
    }

    /**
     * Of these.
     *
     * @param elements at least one
     */
    static <T> Cycle<T> of(List<T> elements) {
        return new Cycle<>(elements);
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public T next() {
        T element = elements.get(next);
        next = next + 1 == elements.size() ? 0 : next + 1;
        return element;
    }
}
