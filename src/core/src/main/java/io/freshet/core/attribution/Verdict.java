package io.freshet.core.attribution;

import io.freshet.core.domain.Shown;
import org.jspecify.annotations.Nullable;

/** What an interaction earned. Lives inside one step. */
sealed interface Verdict {

    /**
     * A slot earned it.
     *
     * @param touch when the slot was shown; null where only the interaction says so
     */
    record Earned(RememberedSlate slate, int slot, Shown shown, @Nullable Touch touch)
            implements Verdict {}

    /** No slot did. */
    record Lost(Loss why) implements Verdict {}
}
