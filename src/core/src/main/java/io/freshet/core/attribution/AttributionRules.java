package io.freshet.core.attribution;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * What earns an outcome, and how much is remembered for it.
 *
 * <p>Windows are event time. The other durations are the clock of the machine, so a quiet user's
 * outcomes come too.
 *
 * @param windowMillis how long after it was shown a slot may earn an interaction, at least 1; also
 *     how long a slate is open
 * @param windowMillisByType the same for interactions of some types, none shorter than {@code
 *     windowMillis}
 * @param latenessMillis how much later than another event of the user one may arrive, from 0: so
 *     long an interaction waits for exposures, and so much longer than the window a slate is open
 * @param patienceMillis how long events wait for slates that are not scored yet, at least {@code
 *     latenessMillis}
 * @param memoryMillis how long a slate is remembered after it was made or shown, at least the
 *     longest window and {@code latenessMillis}
 * @param evidence what is needed to know that a slate was shown
 * @param maxSlates most slates remembered of a user, 2 to 256
 * @param maxWaiting most events of a user that wait, 1 to 1024
 */
public record AttributionRules(
        long windowMillis,
        Map<String, Long> windowMillisByType,
        long latenessMillis,
        long patienceMillis,
        long memoryMillis,
        Evidence evidence,
        int maxSlates,
        int maxWaiting)
        implements Serializable {

    /** Upper limit of {@link #maxSlates}, which bounds a user's state. */
    public static final int MOST_SLATES = 256;

    /** Upper limit of {@link #maxWaiting}, which bounds a user's state. */
    public static final int MOST_WAITING = 1_024;

    /** What is needed to know that a slate was shown. */
    public enum Evidence {
        /** An exposure, or, of a user and surface without any yet, the slate that stood. */
        AUTO,
        /** An exposure. */
        REQUIRED
    }

    public AttributionRules {
        requireNonNull(evidence, "evidence");
        windowMillisByType = Map.copyOf(windowMillisByType);
        between("windowMillis", windowMillis, 1, Long.MAX_VALUE / 8);
        windowMillisByType.forEach(
                (type, window) ->
                        between("the window of " + type, window, windowMillis, Long.MAX_VALUE / 8));
        between("latenessMillis", latenessMillis, 0, Long.MAX_VALUE / 8);
        between("patienceMillis", patienceMillis, latenessMillis, Long.MAX_VALUE / 8);
        between(
                "memoryMillis",
                memoryMillis,
                longest(windowMillis, windowMillisByType) + latenessMillis,
                Long.MAX_VALUE / 4);
        between("maxSlates", maxSlates, 2, MOST_SLATES);
        between("maxWaiting", maxWaiting, 1, MOST_WAITING);
    }

    /**
     * Half an hour, 7 days for a purchase; a minute for late events, ten for slates; 16 slates of
     * the last 8 days.
     */
    public static AttributionRules standard() {
        return new AttributionRules(
                Duration.ofMinutes(30).toMillis(),
                Map.of("purchase", Duration.ofDays(7).toMillis()),
                Duration.ofMinutes(1).toMillis(),
                Duration.ofMinutes(10).toMillis(),
                Duration.ofDays(8).toMillis(),
                Evidence.AUTO,
                16,
                64);
    }

    /** How long after it was shown a slot may earn an interaction of a type. */
    public long windowMillis(String type) {
        return windowMillisByType.getOrDefault(type, windowMillis);
    }

    /** How long after a slate was made or shown something may still come of it. */
    public long afterlifeMillis() {
        return memoryMillis + patienceMillis;
    }

    private static long longest(long window, Map<String, Long> byType) {
        return byType.values().stream().reduce(window, Math::max);
    }

    private static void between(String name, long found, long least, long most) {
        if (found < least || found > most) {
            throw new IllegalArgumentException(
                    name + " must be from " + least + " to " + most + " but is " + found);
        }
    }
}
