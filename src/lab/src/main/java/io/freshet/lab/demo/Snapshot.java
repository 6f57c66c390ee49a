package io.freshet.lab.demo;

import io.freshet.core.domain.Slate;
import io.freshet.lab.live.HitCounts;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What the demo shows at a moment.
 *
 * @param elapsed since the traffic began
 * @param traffic how much came and went
 * @param freshness of the slates read lately
 * @param recent hits of the last half minute
 * @param total hits since the beginning
 * @param users some users as they stand
 */
public record Snapshot(
        Duration elapsed,
        Traffic traffic,
        Freshness freshness,
        HitCounts recent,
        HitCounts total,
        List<UserView> users) {

    public Snapshot {
        users = List.copyOf(users);
    }

    /** The same with the freshness of a whole run. */
    Snapshot over(Histogram micros) {
        return new Snapshot(elapsed, traffic, RecentFreshness.of(micros), recent, total, users);
    }

    /**
     * How much came and went.
     *
     * @param eventsPerSecond sent, over the last seconds
     * @param slatesPerSecond read, over the last seconds
     */
    public record Traffic(
            long events,
            long slates,
            long deadLetters,
            double eventsPerSecond,
            double slatesPerSecond) {}

    /** Milliseconds from an event sent to its slate read. */
    public record Freshness(double p50Millis, double p99Millis, long slates) {}

    /**
     * A user.
     *
     * @param latest items that the user acted on, newest first
     */
    public record UserView(Slate slate, List<String> latest) {

        public UserView {
            latest = List.copyOf(latest);
        }
    }
}
