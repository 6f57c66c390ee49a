package io.freshet.console.user;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.ModelId;
import io.freshet.core.domain.Reason;
import io.freshet.core.domain.SlateTimestamps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user as they stand.
 *
 * @param searched how far back the topics were read
 * @param window the user's latest interactions, newest first
 * @param slates one for each surface
 */
public record UserPage(
        String userId, Searched searched, List<Entry> window, List<StandingSlate> slates) {

    public UserPage {
        window = List.copyOf(window);
        slates = List.copyOf(slates);
    }

    /**
     * How far back topics were read.
     *
     * @param toTheBeginning whether there is nothing before it
     */
    public record Searched(long records, boolean toTheBeginning) {}

    /** An interaction of the user. */
    public record Entry(
            String eventId,
            String itemId,
            @Nullable String title,
            @Nullable String category,
            String type,
            long timestamp,
            @Nullable Double value) {}

    /**
     * The newest slate of a surface.
     *
     * @param left what the slate before it held and this one does not
     */
    public record StandingSlate(
            String surface,
            String slateId,
            long revision,
            ModelId model,
            List<Assignment> experiments,
            String causeEventId,
            SlateTimestamps timestamps,
            List<Slot> items,
            List<Left> left) {

        public StandingSlate {
            experiments = List.copyOf(experiments);
            items = List.copyOf(items);
            left = List.copyOf(left);
        }
    }

    /**
     * An item in its slot.
     *
     * @param was its place in the slate before, from 1; null if it is new
     */
    public record Slot(
            String itemId,
            @Nullable String title,
            @Nullable String category,
            float score,
            String source,
            @Nullable Integer was,
            List<Reason> reasons) {

        public Slot {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * An item that lost its slot.
     *
     * @param was its place, from 1
     */
    public record Left(String itemId, @Nullable String title, int was) {}
}
