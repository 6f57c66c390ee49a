package io.freshet.job.config;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.SeenPolicy;
import java.io.Serializable;

/**
 * What a slate looks like.
 *
 * @param surface where it is to be shown
 * @param size most slots
 * @param seen whether items of the behaviour window may stand in it
 */
public record SlateSettings(String surface, int size, SeenPolicy seen) implements Serializable {

    public SlateSettings {
        requireNonNull(surface, "surface");
        requireNonNull(seen, "seen");
    }
}
