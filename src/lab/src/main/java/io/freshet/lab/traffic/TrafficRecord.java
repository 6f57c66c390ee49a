package io.freshet.lab.traffic;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One record for the topic {@code events}, sound or not. */
public sealed interface TrafficRecord {

    /** The key. */
    String userId();

    /** When it arrives at the broker. */
    Instant due();

    /** How an interaction arrives. */
    enum Arrival {
        /** When it happens. */
        PUNCTUAL,
        /** After others that happened later. */
        LATE,
        /** The same event as one before. */
        REPEATED
    }

    /** An interaction. */
    record Sound(Interaction interaction, Instant due, Arrival arrival) implements TrafficRecord {

        public Sound {
            requireNonNull(interaction, "interaction");
            requireNonNull(due, "due");
            requireNonNull(arrival, "arrival");
        }

        @Override
        public String userId() {
            return interaction.userId();
        }
    }

    /** Bytes that are no interaction; null is a record without a value. */
    @SuppressWarnings("ArrayRecordComponent") // Raw bytes that nobody compares.
    record Malformed(String userId, Instant due, Malformation kind, byte @Nullable [] value)
            implements TrafficRecord {

        public Malformed {
            requireNonNull(userId, "userId");
            requireNonNull(due, "due");
            requireNonNull(kind, "kind");
        }
    }

    /** An interaction that arrives when it happens. */
    static TrafficRecord of(Interaction interaction) {
        Instant due = Instant.ofEpochMilli(interaction.timestamp());
        return new Sound(interaction, due, Arrival.PUNCTUAL);
    }

    /** All interactions of a log, in its order. */
    static Iterator<TrafficRecord> allOf(Iterator<Interaction> interactions) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return interactions.hasNext();
            }

            @Override
            public TrafficRecord next() {
                return of(interactions.next());
            }
        };
    }
}
