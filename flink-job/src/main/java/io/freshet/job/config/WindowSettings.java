package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import io.freshet.core.behaviour.WindowBounds;
import java.io.Serializable;
import java.time.Duration;

/**
 * How much the job remembers of a user.
 *
 * @param ttl time without an accepted interaction after which a user is forgotten
 */
public record WindowSettings(WindowBounds bounds, Duration ttl) implements Serializable {

    public WindowSettings {
        requireNonNull(bounds, "bounds");
        requireNonNull(ttl, "ttl");
    }
}
