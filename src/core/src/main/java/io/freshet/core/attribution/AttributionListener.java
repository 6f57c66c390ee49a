package io.freshet.core.attribution;

import io.freshet.core.domain.Outcome;

/** Hears what a ledger decides, each decision once. */
public interface AttributionListener {

    /**
     * An outcome was earned.
     *
     * @param isFirst whether it is the first one of its slate: each slate that was shown has one
     */
    void outcome(Outcome outcome, boolean isFirst);

    /** An event earns nothing; for counts. */
    void lost(Loss why);
}
