package io.freshet.core.attribution;

import io.freshet.core.domain.Outcome;

/** Hears what a ledger decides, each decision once. */
public interface AttributionListener {

    /** An outcome was earned. */
    void outcome(Outcome outcome);

    /** It is known from now on that a slate was shown; what it earns is told later. */
    void shown(ShownSlate slate);

    /** An event earns nothing; for counts. */
    void lost(Loss why);
}
