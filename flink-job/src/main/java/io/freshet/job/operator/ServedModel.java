package io.freshet.job.operator;

import io.freshet.core.domain.ModelId;
import io.freshet.core.scoring.Ranker;
import io.freshet.core.sharing.Shared.Lease;
import io.freshet.job.operator.release.Servable;

/**
 * A model that fills slates: a share in its ranker, and what else goes into a slate with it.
 *
 * @param lease of the ranker
 * @param recipe for the thread that scores
 */
record ServedModel(Lease<Ranker> lease, SlateRecipe recipe) implements Servable {

    @Override
    public ModelId modelId() {
        return lease.value().modelId();
    }

    @Override
    public void close() {
        lease.close();
    }
}
