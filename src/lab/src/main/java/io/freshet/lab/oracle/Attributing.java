package io.freshet.lab.oracle;

import java.time.Duration;
import java.util.Map;

/**
 * How a job says which slate earned an interaction, of users who send no exposures.
 *
 * @param window how long after a slate stood it may earn an interaction, event time
 * @param windows the same for interactions of some types
 * @param mostStood most slates of a user that stood and are remembered
 */
public record Attributing(Duration window, Map<String, Duration> windows, int mostStood) {

    public Attributing {
        windows = Map.copyOf(windows);
    }

    long windowMillis(String type) {
        return windows.getOrDefault(type, window).toMillis();
    }
}
