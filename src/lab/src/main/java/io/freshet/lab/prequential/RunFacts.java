package io.freshet.lab.prequential;

import java.util.Map;
import java.util.TreeMap;

/**
 * The run in which a feed was judged, as whoever ran it saw it.
 *
 * @param eventsIn events that were sent
 * @param slatesOut slates that came out
 * @param deadLetters records that could not become events, by reason
 * @param seconds from the first event sent to the last slate received
 */
public record RunFacts(
        long eventsIn, long slatesOut, Map<String, Long> deadLetters, double seconds) {

    public RunFacts {
        deadLetters = new TreeMap<>(deadLetters);
    }
}
