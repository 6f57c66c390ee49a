package io.freshet.console.web;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the page is served.
 *
 * @param address the interface to listen on
 * @param port 0 for a free one
 * @param token who has it may write; null if nobody may
 * @param behindHttps whether browsers come through a proxy that speaks HTTPS
 * @param eventTypes that a person may send
 * @param surface of interactions that a person sends
 */
public record ServerSettings(
        InetAddress address,
        int port,
        @Nullable String token,
        boolean behindHttps,
        List<String> eventTypes,
        String surface) {

    /** Fewer characters could be guessed. */
    public static final int SHORTEST_TOKEN = 16;

    public ServerSettings {
        requireNonNull(address, "address");
        requireNonNull(surface, "surface");
        eventTypes = List.copyOf(eventTypes);
        if (token != null && token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                    "the token has "
                            + token.length()
                            + " characters, expected "
                            + SHORTEST_TOKEN
                            + " or more");
        }
        if (token == null && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "listening on "
                            + address.getHostAddress()
                            + ", which others can reach, takes a token");
        }
        if (eventTypes.isEmpty()) {
            throw new IllegalArgumentException("there is no event type, expected one or more");
        }
    }

    boolean isLoopback() {
        return address.isLoopbackAddress();
    }
}
