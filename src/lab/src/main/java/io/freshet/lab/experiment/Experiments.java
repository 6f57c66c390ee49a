package io.freshet.lab.experiment;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Many experiments, each with a seed of its own, on all cores. Results are in the order of the
 * seeds, so that what is said of them is the same every time.
 *
 * @param count how many, 1 or more
 */
record Experiments(int count, long seed) {

    Experiments {
        if (count < 1) {
            throw new IllegalArgumentException("experiments are " + count + ", expected 1 or more");
        }
    }

    /** Runs all. */
    <R> List<R> run(LongFunction<R> experiment) {
        return LongStream.range(0, count)
                .parallel()
                .map(number -> seed * 1_000_003 + number)
                .mapToObj(experiment)
                .toList();
    }
}
