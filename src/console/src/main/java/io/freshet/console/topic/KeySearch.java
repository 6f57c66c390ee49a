package io.freshet.console.topic;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;

/** Finds the newest records of a topic by their keys. For any number of threads. */
@FunctionalInterface
public interface KeySearch {

    /**
     * What was found.
     *
     * @param values in the order of each partition, older ones first
     * @param records how many were looked at
     * @param toTheBeginning whether the whole topic was; false also where enough was found before
     */
    record Found(List<KeyedValue> values, long records, boolean toTheBeginning) {

        public Found {
            values = List.copyOf(values);
        }
    }

    /** A record that has a key and a value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record KeyedValue(String key, byte[] value) {}

    /**
     * The newest records with such keys.
     *
     * @param enough how many are wanted
     * @param isWanted whether anybody still waits for it; asked between pieces
     * @throws KafkaException if no broker answers in time
     */
    Found search(String topic, Predicate<String> key, int enough, BooleanSupplier isWanted);
}
