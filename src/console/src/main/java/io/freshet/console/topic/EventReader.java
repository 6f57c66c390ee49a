package io.freshet.console.topic;

import io.freshet.core.domain.Interaction;
import io.freshet.core.subscription.TopicValue;
import java.io.IOException;
import java.time.Duration;

/**
 * Reads records of {@code events} within the bounds that the job has for them, so that what it
 * refuses fills no memory here: anybody may write to the topic.
 */
public final class EventReader {

    private static final TopicValue<Interaction> INTERACTIONS = TopicValue.of(Interaction.class);

    /** How far a time may lie ahead of the console's clock; a deployment may permit less. */
    public static final long MOST_AHEAD_MILLIS = Duration.ofDays(1).toMillis();

    private EventReader() {}

    /**
     * The interaction.
     *
     * @param now epoch milliseconds, to tell what lies in the future
     * @throws IOException if the value is none, or one that the job refuses for its ids or time
     */
    public static Interaction read(byte[] value, long now) throws IOException {
        Interaction found = INTERACTIONS.read(value);
        checkId("eventId", found.eventId(), Interaction.MAX_ID_LENGTH);
        checkId("userId", found.userId(), Interaction.MAX_ID_LENGTH);
        checkId("itemId", found.itemId(), Interaction.MAX_ID_LENGTH);
        checkId("type", found.type(), Interaction.MAX_ID_LENGTH);
        if (found.surface() != null) {
            checkId("surface", found.surface(), Interaction.MAX_ID_LENGTH);
        }
        if (found.slateId() != null) {
            checkId("slateId", found.slateId(), Interaction.MAX_SLATE_ID_LENGTH);
        }
        long latest = now + MOST_AHEAD_MILLIS;
        if (found.timestamp() < Interaction.EARLIEST_TIMESTAMP || found.timestamp() > latest) {
            throw new IOException(
                    "timestamp is "
                            + found.timestamp()
                            + ", expected "
                            + Interaction.EARLIEST_TIMESTAMP
                            + " to "
                            + latest);
        }
        return found;
    }

    private static void checkId(String name, String id, int longest) throws IOException {
        int length = id.codePointCount(0, id.length());
        if (length < 1 || length > longest) {
            throw new IOException(
                    name + " has " + length + " characters, expected 1 to " + longest);
        }
    }
}
