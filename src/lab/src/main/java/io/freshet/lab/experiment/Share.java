package io.freshet.lab.experiment;

import java.util.List;
import java.util.function.Predicate;

/** Of those that something holds of. */
final class Share {

    private Share() {}

    static <T> double of(List<T> all, Predicate<T> holds) {
        return (double) all.stream().filter(holds).count() / all.size();
    }
}
