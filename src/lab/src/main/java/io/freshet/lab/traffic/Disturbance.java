package io.freshet.lab.traffic;

import java.time.Duration;

/**
 * What goes wrong between the users and the topic. Shares are in proportion to the interactions.
 *
 * @param lateShare of the interactions arrive after others that happened later
 * @param duplicateShare of the interactions arrive a second time, with the same eventId
 * @param malformedShare for so many interactions there is a record that cannot be one
 * @param meanDelay of late ones after they happened and of repeated ones after they arrived;
 *     distributed exponentially
 */
public record Disturbance(
        double lateShare, double duplicateShare, double malformedShare, Duration meanDelay) {

    public Disturbance {
        Bounds.share("late share", lateShare);
        Bounds.share("duplicate share", duplicateShare);
        Bounds.share("malformed share", malformedShare);
        Bounds.length("mean delay", meanDelay);
    }

    /** Everything arrives once and at once. */
    public static Disturbance none() {
        return new Disturbance(0, 0, 0, Duration.ofSeconds(10));
    }

    /** What a healthy system sees: 2 % late, 1 % twice, 0.1 % malformed. */
    public static Disturbance mild() {
        return new Disturbance(0.02, 0.01, 0.001, Duration.ofSeconds(10));
    }
}
