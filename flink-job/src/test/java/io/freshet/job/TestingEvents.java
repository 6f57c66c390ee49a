package io.freshet.job;

import io.freshet.job.serde.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Raw records of events, one after the other in one partition. */
public final class TestingEvents {

    public static final long START = 1_767_225_600_000L;

    private final List<RawRecord> records = new ArrayList<>();

    /** A click, so many seconds after the start. */
    public TestingEvents click(String user, String item, int second) {
        String event = "e-" + records.size();
        return json(
                String.format(
                        Locale.ROOT,
                        "{\"eventId\":\"%s\",\"userId\":\"%s\",\"itemId\":\"%s\",\"type\":\"click\","
                                + "\"timestamp\":%d}",
                        event,
                        user,
                        item,
                        START + second * 1_000L));
    }

    public TestingEvents json(String json) {
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        records.add(new RawRecord("events", 0, records.size(), START, false, value));
        return this;
    }

    public List<RawRecord> records() {
        return records;
    }
}
