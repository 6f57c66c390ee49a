package io.freshet.lab.kafka;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;

/**
 * How to reach a broker: its address, and the usual properties of Kafka's clients, TLS and SASL
 * among them.
 *
 * @param bootstrapServers {@code host:port}, perhaps several with commas between them
 * @param properties of the producers, consumers and admin clients alike
 */
public record KafkaAccess(String bootstrapServers, Map<String, String> properties) {

    private static final String ADDRESS = "bootstrap.servers";

    /** Says which part of a client could not be made, and not why. */
    private static final Pattern WRAPPING = Pattern.compile("Failed to (construct|create new) .*");

    public KafkaAccess {
        requireNonNull(bootstrapServers, "bootstrapServers");
        properties = Map.copyOf(properties);
    }

    /** Without more than the address, as brokers of the lab take it. */
    public static KafkaAccess plain(String bootstrapServers) {
        return new KafkaAccess(bootstrapServers, Map.of());
    }

    /**
     * What to make a client with.
     *
     * @param needed what its work takes; set over what the properties say
     */
    public Map<String, Object> with(Map<String, ?> needed) {
        Map<String, Object> all = new HashMap<>(properties);
        all.putAll(needed);
        all.put(ADDRESS, bootstrapServers);
        return all;
    }

    /** Passwords stand among the properties. */
    @Override
    public String toString() {
        return bootstrapServers;
    }

    /** Why no client could be made, in one line. */
    public IOException refusal(KafkaException e) {
        String reason = reason(e);
        String what =
                reason.contains(ADDRESS)
                        ? "no broker at '" + bootstrapServers + "': "
                        : "no client for '" + bootstrapServers + "' with these properties: ";
        return new IOException(what + reason, e);
    }

    private static String reason(Throwable failure) {
        Throwable found = failure;
        while (found.getCause() != null
                && WRAPPING.matcher(String.valueOf(found.getMessage())).matches()) {
            found = found.getCause();
        }
        return String.valueOf(found.getMessage());
    }
}
