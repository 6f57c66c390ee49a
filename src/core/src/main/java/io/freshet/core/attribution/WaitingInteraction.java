package io.freshet.core.attribution;

import io.freshet.core.domain.Interaction;

/**
 * An interaction that is not decided yet.
 *
 * @param revision the user's revision that it caused
 * @param arrived when it came, epoch milliseconds of the machine
 * @param isPlaced whether the slates that were made before it are there, or are waited for no more
 */
record WaitingInteraction(Interaction interaction, long revision, long arrived, boolean isPlaced) {

    WaitingInteraction placed() {
        return new WaitingInteraction(interaction, revision, arrived, true);
    }
}
