package io.freshet.lab.traffic;

import io.freshet.core.domain.Interaction;
import io.freshet.lab.traffic.TrafficRecord.Sound;
import java.util.function.UnaryOperator;

/** Gives a share of what everybody does to one user. */
public final class HotUser implements UnaryOperator<TrafficRecord> {

    private static final String USER_ID = "hot-user";
    private static final int PARTS = 1_000;

    private final int parts;

    /**
     * @param share of the interactions, 0 to 1; the same ones each time
     */
    public HotUser(double share) {
        parts = (int) Math.round(share * PARTS);
    }

    @Override
    public TrafficRecord apply(TrafficRecord record) {
        return record instanceof Sound sound && isOfHotUser(sound) ? byHotUser(sound) : record;
    }

    private boolean isOfHotUser(Sound sound) {
        return Math.floorMod(sound.interaction().eventId().hashCode(), PARTS) < parts;
    }

    private static TrafficRecord byHotUser(Sound sound) {
        Interaction found = sound.interaction();
        return new Sound(
                Interaction.of(
                        found.eventId(), USER_ID, found.itemId(), found.type(), found.timestamp()),
                sound.due(),
                sound.arrival());
    }
}
