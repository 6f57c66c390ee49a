package io.freshet.lab.live;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.util.List;
import java.util.stream.Stream;

/** Slates for tests. */
final class TestingSlates {

    private TestingSlates() {}

    static Slate slate(String user, String cause, SlateTimestamps timestamps, String... items) {
        return new Slate(
                Slate.idOf("home", user, 1),
                user,
                "home",
                1,
                items(items),
                new ModelId("model", "1"),
                List.of(),
                cause,
                timestamps);
    }

    static Slate slateOf(String user, String... items) {
        return slate(user, "cause", new SlateTimestamps(0, 0, 0, 0), items);
    }

    private static List<SlateItem> items(String... items) {
        return Stream.of(items)
                .map(item -> new SlateItem(item, -1, "catalogue", List.of()))
                .toList();
    }
}
