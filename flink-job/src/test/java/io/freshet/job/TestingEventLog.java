package io.freshet.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A made-up log of events, the same for the same seed: users act for months, with pauses, no two
 * times at one moment; some events are there twice. In event-time order.
 */
final class TestingEventLog {

    private static final long START = 1_704_067_200_000L;
    private static final long DAY = 86_400_000;

    private record Line(long timestamp, String json) {}

    private TestingEventLog() {}

    static List<String> lines(int users, long seed) {
        Random random = new Random(seed);
        List<Line> lines = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            long timestamp = START + random.nextInt((int) DAY);
            for (int left = 1 + random.nextInt(80); left > 0; left--) {
                boolean pauses = random.nextInt(10) == 0;
                timestamp += 1 + (long) (random.nextDouble() * (pauses ? 10 * DAY : DAY / 4));
                Line line = new Line(timestamp, json(user, timestamp, random));
                lines.add(line);
                if (random.nextInt(20) == 0) {
                    lines.add(line);
                }
            }
        }
        return lines.stream()
                .sorted(Comparator.comparingLong(Line::timestamp))
                .map(Line::json)
                .toList();
    }

    private static String json(int user, long timestamp, Random random) {
        return String.format(
                Locale.ROOT,
                "{\"eventId\":\"%d-%d\",\"userId\":\"user-%d\",\"itemId\":\"item-%d\","
                        + "\"type\":\"%s\",\"timestamp\":%d}",
                user,
                timestamp,
                user,
                random.nextInt(40),
                random.nextInt(4) == 0 ? "click" : "view",
                timestamp);
    }
}
