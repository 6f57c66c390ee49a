package io.freshet.lab.dataset;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;

/**
 * An interaction and its place in the input, which decides among equal times.
 *
 * @param oneOnly whether another one of the same user, item, type and time is the same one
 */
record SequencedInteraction(long sequence, boolean oneOnly, Interaction interaction) {

    /** By time, then by place. */
    static final Comparator<SequencedInteraction> ORDER =
            Comparator.comparingLong((SequencedInteraction each) -> each.interaction.timestamp())
                    .thenComparingLong(SequencedInteraction::sequence);

    SequencedInteraction {
        requireNonNull(interaction, "interaction");
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(sequence);
        out.writeBoolean(oneOnly);
        out.writeUTF(interaction.eventId());
        out.writeUTF(interaction.userId());
        out.writeUTF(interaction.itemId());
        out.writeUTF(interaction.type());
        out.writeLong(interaction.timestamp());
        Double value = interaction.value();
        out.writeBoolean(value != null);
        out.writeDouble(value == null ? 0 : value);
    }

    static SequencedInteraction read(DataInput in) throws IOException {
        long sequence = in.readLong();
        boolean oneOnly = in.readBoolean();
        String eventId = in.readUTF();
        String userId = in.readUTF();
        String itemId = in.readUTF();
        String type = in.readUTF();
        long timestamp = in.readLong();
        boolean valued = in.readBoolean();
        double value = in.readDouble();
        return new SequencedInteraction(
                sequence,
                oneOnly,
                new Interaction(
                        eventId,
                        userId,
                        itemId,
                        type,
                        timestamp,
                        null,
                        null,
                        valued ? Double.valueOf(value) : null));
    }
}
