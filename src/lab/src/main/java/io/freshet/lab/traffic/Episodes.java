package io.freshet.lab.traffic;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A timetable without end: one episode in each interval, at a random moment, told by its number
 * alone. Times are milliseconds since the start; negative ones have no episode.
 */
final class Episodes {

    private static final long NONE = -1;

    private final long lengthMillis;
    private final long intervalMillis;
    private final long seed;

    Episodes(Duration length, Duration interval, long seed) {
        this.lengthMillis = length.toMillis();
        this.intervalMillis = interval.toMillis();
        this.seed = seed;
    }

    /** The number of the episode that goes on at the time, from 0; -1 if none does. */
    long at(long millis) {
        if (millis < 0) {
            return NONE;
        }
        long number = millis / intervalMillis;
        long begin = begin(number);
        return millis >= begin && millis < begin + lengthMillis ? number : NONE;
    }

    /** When an episode begins. */
    long begin(long number) {
        long latest = intervalMillis - lengthMillis;
        return number * intervalMillis + (long) (draws(number).nextDouble() * (latest + 1));
    }

    /** When an episode has ended. */
    long end(long number) {
        return begin(number) + lengthMillis;
    }

    /** The next time, later than the given one, at which an episode begins or ends. */
    long nextChange(long millis) {
        long number = Math.max(0, millis) / intervalMillis;
        if (millis < begin(number)) {
            return begin(number);
        }
        return millis < end(number) ? end(number) : begin(number + 1);
    }

    /** For whatever an episode decides besides its time. */
    SplittableRandom random(long number) {
        return draws(number).split();
    }

    private SplittableRandom draws(long number) {
        return new SplittableRandom(seed * 1_000_003 + number);
    }
}
