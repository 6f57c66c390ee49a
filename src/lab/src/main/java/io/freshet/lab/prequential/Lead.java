package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

/**
 * By how much the feed is ahead of the best reference, or of an earlier run, in one figure.
 *
 * @param part the figure
 * @param over the reference or the run
 * @param difference feed less reference; below 0 where the feed is behind
 * @param standardError of the difference, from what the two got for each judged list; lists of one
 *     user count as independent
 */
public record Lead(Score.Part part, String over, double difference, double standardError) {

    public Lead {
        requireNonNull(part, "part");
        requireNonNull(over, "over");
    }
}
