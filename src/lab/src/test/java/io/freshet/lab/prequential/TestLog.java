package io.freshet.lab.prequential;

import io.freshet.core.domain.Interaction;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** A log that a test writes down: event {@code e0}, {@code e1} and so on, a minute apart. */
final class TestLog implements Iterable<Interaction> {

    private final List<Interaction> events = new ArrayList<>();
    private long now = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    /** Adds an event and lets a minute pass. */
    TestLog event(String user, String item) {
        events.add(Interaction.of("e" + events.size(), user, item, "click", now));
        return pass(Duration.ofMinutes(1));
    }

    TestLog pass(Duration time) {
        now += time.toMillis();
        return this;
    }

    /** The slate that an event gets, with these items. */
    Slate slate(int cause, String... items) {
        return slate(cause, 1 + cause, items);
    }

    Slate slate(int cause, long revision, String... items) {
        Interaction event = events.get(cause);
        return new Slate(
                Slate.idOf("home", event.userId(), revision),
                event.userId(),
                "home",
                revision,
                Arrays.stream(items).map(TestLog::slot).toList(),
                new ModelId("m", "1"),
                List.of(),
                event.eventId(),
                new SlateTimestamps(event.timestamp(), 0, 0, 0));
    }

    @Override
    public Iterator<Interaction> iterator() {
        return events.iterator();
    }

    private static SlateItem slot(String item) {
        return new SlateItem(item, -1, "catalogue", List.of());
    }
}
