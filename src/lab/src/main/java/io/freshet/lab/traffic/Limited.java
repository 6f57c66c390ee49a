package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The first so many of others; all of them if the limit is 0. */
public final class Limited<T> implements Iterator<T> {

    private final Iterator<? extends T> all;
    private long left;

    public Limited(Iterator<? extends T> all, long limit) {
        this.all = requireNonNull(all, "all");
        check(limit);
        this.left = limit == 0 ? Long.MAX_VALUE : limit;
    }

    /** Refuses what is no limit. */
    public static void check(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("--events is " + limit + ", expected 0 or more");
        }
    }

    @Override
    public boolean hasNext() {
        return left > 0 && all.hasNext();
    }

    @Override
    public T next() {
        if (left == 0) {
            throw new NoSuchElementException("the limit is reached");
        }
        left--;
        return all.next();
    }
}
