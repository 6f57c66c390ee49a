package io.freshet.lab;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The first so many of others; all of them if the limit is 0. */
final class LimitedInteractions implements Iterator<Interaction> {

    private final Iterator<Interaction> all;
    private long left;

    LimitedInteractions(Iterator<Interaction> all, long limit) {
        this.all = requireNonNull(all, "all");
        if (limit < 0) {
            throw new IllegalArgumentException("--events is " + limit + ", expected 0 or more");
        }
        this.left = limit == 0 ? Long.MAX_VALUE : limit;
    }

    @Override
    public boolean hasNext() {
        return left > 0 && all.hasNext();
    }

    @Override
    public Interaction next() {
        if (left == 0) {
            throw new NoSuchElementException("the limit is reached");
        }
        left--;
        return all.next();
    }
}
