package io.freshet.job.state;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.ModelRelease;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A release as it goes to all subtasks.
 *
 * @param number tells it from every other one, the same bundle announced again included; grows
 * @param slot the slot
 * @param release what is to serve the slot; null: nothing that was released
 */
public record Announcement(long number, String slot, @Nullable ModelRelease release)
        implements Serializable {

    public Announcement {
        requireNonNull(slot, "slot");
    }

    /**
     * Whether the slot is to have no model. The default slot always has one: without a release that
     * of the configuration.
     */
    public boolean givesUp() {
        return release == null && !slot.equals(ModelRelease.DEFAULT_SLOT);
    }
}
