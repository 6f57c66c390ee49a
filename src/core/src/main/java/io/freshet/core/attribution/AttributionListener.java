package io.freshet.core.attribution;

import io.freshet.core.domain.Assignment;
import io.freshet.core.domain.Outcome;
import java.util.List;

/** Hears what a ledger decides, each decision once. */
public interface AttributionListener {

    /** An outcome was earned. */
    void outcome(Outcome outcome);

    /**
     * It is known from now on that a slate was shown; what it earns is told later.
     *
     * @param experiments the user's variants at that slate
     */
    void shown(String slateId, List<Assignment> experiments);

    /** An event earns nothing; for counts. */
    void lost(Loss why);
}
