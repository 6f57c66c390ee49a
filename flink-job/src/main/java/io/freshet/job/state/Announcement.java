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
 * @param release what is to serve the slot; null: the slot is given up
 */
public record Announcement(long number, String slot, @Nullable ModelRelease release)
        implements Serializable {

    public Announcement {
        requireNonNull(slot, "slot");
    }
}
