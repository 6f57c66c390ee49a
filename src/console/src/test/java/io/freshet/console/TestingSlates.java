package io.freshet.console;

import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.domain.Slate;
import io.freshet.core.domain.SlateItem;
import io.freshet.core.domain.SlateTimestamps;
import java.util.Arrays;
import java.util.List;

/** Slates for tests. */
public final class TestingSlates {

    private TestingSlates() {}

    /** Of such items, because of one that the user had. */
    public static Slate slate(String surface, String userId, long revision, String... itemIds) {
        return slate(
                surface,
                userId,
                revision,
                new SlateTimestamps(1_000, 1_002, 1_009, 1_010),
                itemIds);
    }

    /** With such times. */
    public static Slate slate(
            String surface,
            String userId,
            long revision,
            SlateTimestamps times,
            String... itemIds) {
        List<SlateItem> items =
                Arrays.stream(itemIds)
                        .map(
                                each ->
                                        new SlateItem(
                                                each,
                                                -1,
                                                "catalogue",
                                                List.of(new Reason("had", 0.5f))))
                        .toList();
        return new Slate(
                Slate.idOf(surface, userId, revision),
                userId,
                surface,
                revision,
                items,
                new ModelId("m", "1"),
                List.of(),
                "cause",
                times);
    }
}
