package io.freshet.job.operator;

import static java.util.Objects.requireNonNull;

import io.freshet.core.domain.Interaction;

/**
 * An interaction and when the broker had it.
 *
 * @param ingested timestamp of the record, epoch milliseconds
 */
public record ArrivedInteraction(Interaction interaction, long ingested) {

    public ArrivedInteraction {
        requireNonNull(interaction, "interaction");
    }

    /** The key of the behaviour windows. */
    public String userId() {
        return interaction.userId();
    }

    /** The key of the counts. */
    public String itemId() {
        return interaction.itemId();
    }
}
